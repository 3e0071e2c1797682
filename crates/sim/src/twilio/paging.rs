//! Pages: which rows, and the links to the pages around them, in the styles of both APIs.
//!
//! A page token names the row that the page comes after (`PA`) or before (`PB`), so that rows created or deleted
//! meanwhile neither repeat nor hide others.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::answer::{Answer, Outcome, Refusal};
use super::call::Call;
use super::form::Params;
use super::limits;
use super::table::{Row, Table};

/// Rows of a list, and the words it is answered with.
#[derive(Debug)]
pub(super) struct Listing<'a, T, R> {
    /// The key of the list in the answer.
    pub(super) key: &'static str,
    /// Where the rows come from: it places those that a token names.
    pub(super) table: &'a Table<T>,
    pub(super) rows: R,
    /// Query parameters that choose rows, and stay in the links.
    pub(super) filters: &'static [&'static str],
}

impl<'a, T> Listing<'a, T, ()> {
    /// Every row of a table.
    pub(super) fn all(
        key: &'static str,
        table: &'a Table<T>,
    ) -> Listing<'a, T, impl Iterator<Item = Row<'a, T>>> {
        Listing { key, table, rows: table.rows(), filters: &[] }
    }
}

impl<'a, T: 'a, R: Iterator<Item = Row<'a, T>>> Listing<'a, T, R> {
    /// The page asked for, in the style of trunking v1: absolute links in `meta`.
    pub(super) fn v1<V: Serialize>(self, call: &Call<'_>, view: impl Fn(&'a str, &'a T) -> V) -> Outcome {
        self.page(call, view).map(|page| Answer::ok(&V1(page, &call.origin)))
    }

    /// The page asked for, in the style of 2010-04-01: flat, with relative links.
    pub(super) fn v2010<V: Serialize>(self, call: &Call<'_>, view: impl Fn(&'a str, &'a T) -> V) -> Outcome {
        self.page(call, view).map(|page| Answer::ok(&V2010(page)))
    }

    fn page<V>(self, call: &Call<'_>, view: impl Fn(&'a str, &'a T) -> V) -> Result<Page<V>, Refusal> {
        let asked = Asked::parse(&call.query)?;
        let rows: Vec<_> = self.rows.collect();
        let (start, end) = match &asked.token {
            None => (0, asked.size.min(rows.len())),
            Some(token) => {
                let invalid = || Refusal::bad(21481, "Invalid PageToken");
                let position = self.table.position(token.sid()).ok_or_else(invalid)?;
                match token {
                    Token::After(_) => {
                        let start = rows.partition_point(|row| row.position <= position);
                        (start, rows.len().min(start + asked.size))
                    }
                    Token::Before(_) => {
                        let end = rows.partition_point(|row| row.position < position);
                        (end.saturating_sub(asked.size), end)
                    }
                }
            }
        };
        let filters: Vec<_> =
            self.filters.iter().filter_map(|&name| Some((name, call.query.get(name)?))).collect();
        let link = |number: u64, token: Option<&Token>| {
            let mut query: Vec<(&str, String)> =
                filters.iter().map(|&(name, value)| (name, value.to_owned())).collect();
            query.push(("PageSize", asked.size.to_string()));
            query.push(("Page", number.to_string()));
            query.extend(token.map(|token| ("PageToken", token.to_string())));
            let query = serde_urlencoded::to_string(query).expect("pairs of text always encode");
            format!("{}?{query}", call.path)
        };
        let shown = &rows[start..end];
        let next = shown
            .last()
            .filter(|_| end < rows.len())
            .map(|row| link(asked.page + 1, Some(&Token::After(row.sid.to_owned()))));
        let previous = shown
            .first()
            .filter(|_| start > 0)
            .map(|row| link(asked.page.saturating_sub(1), Some(&Token::Before(row.sid.to_owned()))));
        Ok(Page {
            key: self.key,
            items: shown.iter().map(|row| view(row.sid, row.value)).collect(),
            start,
            size: asked.size,
            number: asked.page,
            this: link(asked.page, asked.token.as_ref()),
            first: link(0, None),
            next,
            previous,
        })
    }
}

/// What the query asks for.
#[derive(Debug)]
struct Asked {
    size: usize,
    /// "This value is simply for client state" (`twilio-oai`).
    page: u64,
    token: Option<Token>,
}

impl Asked {
    fn parse(query: &Params) -> Result<Self, Refusal> {
        let size = match query.get("PageSize") {
            None => limits::DEFAULT_PAGE_SIZE,
            Some(size) => match size.parse() {
                Ok(0) | Err(_) => return Err(Refusal::parameter("PageSize")),
                Ok(size) if size > limits::PAGE_SIZE => {
                    return Err(Refusal::bad(20007, "Page size too large. The maximum page size is 1000."));
                }
                Ok(size) => size,
            },
        };
        let page = match query.get("Page") {
            None => 0,
            Some(page) => page.parse().map_err(|_| Refusal::parameter("Page"))?,
        };
        let token = query.get("PageToken").map(Token::parse).transpose()?;
        if page > 0 && token.is_none() {
            return Err(Refusal::bad(70002, "Paged requests must include a PageToken"));
        }
        Ok(Self { size, page, token })
    }
}

/// Where a page begins or ends.
#[derive(Debug)]
enum Token {
    After(String),
    Before(String),
}

impl Token {
    fn parse(text: &str) -> Result<Self, Refusal> {
        if let Some(sid) = text.strip_prefix("PA") {
            Ok(Self::After(sid.to_owned()))
        } else if let Some(sid) = text.strip_prefix("PB") {
            Ok(Self::Before(sid.to_owned()))
        } else {
            Err(Refusal::bad(21481, "Invalid PageToken"))
        }
    }

    fn sid(&self) -> &str {
        match self {
            Self::After(sid) | Self::Before(sid) => sid,
        }
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::After(sid) => write!(f, "PA{sid}"),
            Self::Before(sid) => write!(f, "PB{sid}"),
        }
    }
}

/// One page, its links without an origin.
#[derive(Debug)]
struct Page<V> {
    key: &'static str,
    items: Vec<V>,
    start: usize,
    size: usize,
    number: u64,
    this: String,
    first: String,
    next: Option<String>,
    previous: Option<String>,
}

struct V1<'a, V>(Page<V>, &'a str);

impl<V: Serialize> Serialize for V1<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(page, origin) = self;
        let absolute = |link: &String| format!("{origin}{link}");
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(
            "meta",
            &Meta {
                key: page.key,
                page: page.number,
                page_size: page.size,
                first_page_url: absolute(&page.first),
                previous_page_url: page.previous.as_ref().map(absolute),
                next_page_url: page.next.as_ref().map(absolute),
                url: absolute(&page.this),
            },
        )?;
        map.serialize_entry(page.key, &page.items)?;
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Meta {
    key: &'static str,
    page: u64,
    page_size: usize,
    first_page_url: String,
    previous_page_url: Option<String>,
    next_page_url: Option<String>,
    url: String,
}

struct V2010<V>(Page<V>);

impl<V: Serialize> Serialize for V2010<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(page) = self;
        let mut map = serializer.serialize_map(Some(9))?;
        map.serialize_entry("first_page_uri", &page.first)?;
        map.serialize_entry("end", &(page.start + page.items.len().saturating_sub(1)))?;
        map.serialize_entry("previous_page_uri", &page.previous)?;
        map.serialize_entry(page.key, &page.items)?;
        map.serialize_entry("uri", &page.this)?;
        map.serialize_entry("page_size", &page.size)?;
        map.serialize_entry("start", &page.start)?;
        map.serialize_entry("next_page_uri", &page.next)?;
        map.serialize_entry("page", &page.number)?;
        map.end()
    }
}
