//! `trunkline emit`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use clap::Args;
use trunkline_engine::{
    Environment, File, ReadOnly, Registry,
    emit::{self, Emitted, Options, Places, Platform},
    trunkline::{
        http,
        model::{Cidr, InvalidValue, SipUri, Transport, TrunkName},
    },
};

use crate::{change::shown, exit::Failure, global::Global, input::Input, output, planning::Target};

/// Write what carries your calls: trunks, gateways and routes for a platform, from the file of trunks.
///
/// Platforms are livekit, jambonz, asterisk, kamailio and freeswitch. Where calls go is asked of the carriers, or said
/// with --edge; with --offline nobody is asked. Calls go on to the next carrier after 408, 500, 502, 503, 504 and no
/// answer, never after 486 or 603; what a platform cannot be told is a note. Passwords are never written: where one
/// belongs stands the variable that the file names.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  trunkline emit kamailio --out /etc/kamailio/trunkline
  trunkline emit asterisk --carrier twilio --carrier exotel         # in this order
  trunkline emit livekit --from twilio=54.172.60.0/30               # an inbound trunk too
  trunkline emit freeswitch --offline --edge 'exotel=sip:in.voip.exotel.com:443;transport=tls'

Exit codes: 0 written, 1 a carrier cannot be asked, 2 invalid input.")]
pub(crate) struct Command {
    /// The platform.
    #[arg(value_name = "PLATFORM")]
    platform: String,
    #[command(flatten)]
    target: Target,
    /// This trunk only; may be repeated.
    #[arg(long, value_name = "NAME")]
    trunk: Vec<String>,
    /// This account only; repeated: these, in the order in which calls try them [standbys last, otherwise by name].
    #[arg(long, value_name = "PROFILE")]
    carrier: Vec<String>,
    /// Ask no carrier where calls go.
    #[arg(long)]
    offline: bool,
    /// Where an account takes calls, whatever its carrier says.
    #[arg(long, value_name = "PROFILE=URI")]
    edge: Vec<String>,
    /// An address or range from which a carrier sends calls; may be repeated.
    #[arg(long, value_name = "PROFILE=CIDR")]
    from: Vec<String>,
    /// How calls are carried [tls, where the carrier takes it; an --edge says it itself].
    #[arg(long, value_parser = ["udp", "tcp", "tls"])]
    transport: Option<String>,
    /// Write each fragment into a file of this folder.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file.clone());
        let mut input = Input::new();
        let platform = self.platform.parse::<Platform>().map_err(|rule| input.mistake(rule)).ok();
        let mut options = self.options(&mut input);
        let (platform,) = input.finish((platform,))?;
        let file = File::load(&Registry::default(), &Environment::process(), &path)?;
        options.standbys.clone_from(&file.standbys);
        let places = if self.offline {
            emit::offline(&file.wanted, |name| Some(file.profiles.get(name)?.kind().to_owned()))
        } else {
            ask(&file, &options, &global.http(&path).await).await?
        };
        let routes = emit::routes(&file.wanted, &places, &options).map_err(Failure::Mistakes)?;
        let emitted = emit::emit(platform, &routes);
        match &self.out {
            Some(folder) => write(&emitted, folder)?,
            None if global.json => {}
            None => output::print(&text(&emitted))?,
        }
        if global.json {
            return output::print_json(&emitted);
        }
        emitted.notes.iter().for_each(|note| output::note(note));
        Ok(())
    }

    fn options(&self, input: &mut Input) -> Options {
        let mut options = Options { carriers: self.carrier.clone(), ..Options::default() };
        options.trunks = input.values::<TrunkName>(&self.trunk).unwrap_or_default();
        options.edges = edges(&self.edge, input);
        for (profile, sender) in pairs::<Cidr>("--from", &self.from, input) {
            options.senders.entry(profile).or_default().push(sender);
        }
        options.transport = self.transport.as_deref().map(|name| match name {
            "udp" => Transport::Udp,
            "tcp" => Transport::Tcp,
            _ => Transport::Tls,
        });
        options
    }
}

/// Where accounts take calls; one host for each.
pub(crate) fn edges(texts: &[String], input: &mut Input) -> BTreeMap<String, SipUri> {
    let mut edges = BTreeMap::new();
    for (profile, edge) in pairs::<SipUri>("--edge", texts, input) {
        if edges.contains_key(&profile) {
            input.mistake(format!("--edge {profile}=... is there twice: an account has one"));
        }
        edges.insert(profile, edge);
    }
    edges
}

/// `PROFILE=VALUE`, each.
fn pairs<T: std::str::FromStr<Err = InvalidValue>>(
    flag: &str,
    texts: &[String],
    input: &mut Input,
) -> Vec<(String, T)> {
    let mut pairs = Vec::new();
    for text in texts {
        let Some((profile, value)) = text.split_once('=') else {
            input.mistake(format!("{flag} {text:?} is not PROFILE=VALUE"));
            continue;
        };
        match value.parse::<T>() {
            Ok(value) => pairs.push((profile.to_owned(), value)),
            Err(invalid) => input.mistake(invalid.to_string()),
        }
    }
    pairs
}

/// Asks the carriers of which nobody has said where they take calls.
async fn ask(file: &File, options: &Options, http: &http::Options) -> Result<Places, Failure> {
    let mut wanted = file.wanted.clone();
    wanted.trunks.retain(|trunk| {
        !options.edges.contains_key(&trunk.profile)
            && (options.carriers.is_empty() || options.carriers.contains(&trunk.profile))
    });
    let (mut views, mut failures) = (BTreeMap::new(), Vec::new());
    for profile in file.profiles.iter().filter(|profile| wanted.accounts().contains_key(profile.name())) {
        match profile.open(http.clone()) {
            Ok(provider) => drop(views.insert(profile.name().to_owned(), ReadOnly::new(provider))),
            Err(error) => failures.push(error),
        }
    }
    if !failures.is_empty() {
        return Err(Failure::Calls(failures));
    }
    let names: Vec<&str> = views.keys().map(String::as_str).collect();
    shown(&names.join(", "), emit::look(&views, &wanted)).await.map_err(Into::into)
}

fn write(emitted: &Emitted, folder: &PathBuf) -> Result<(), Failure> {
    let failed = |error| Failure::Local(format!("{} cannot be written: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    for fragment in &emitted.fragments {
        fs::write(folder.join(&fragment.file), &fragment.text).map_err(failed)?;
        output::error_line(&format!("wrote {}", folder.join(&fragment.file).display()));
    }
    Ok(())
}

/// Every fragment, under its name.
fn text(emitted: &Emitted) -> String {
    let fragments = emitted.fragments.iter();
    let texts = fragments.map(|fragment| {
        format!("{}{}\n", output::heading(&format!("==> {} <==", fragment.file)), fragment.text)
    });
    texts.collect::<String>().trim_end().to_owned() + "\n"
}
