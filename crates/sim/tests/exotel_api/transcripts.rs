//! The commands of Exotel's pages, word for word, with host, credentials and ids replaced: each succeeds.

use reqwest::Method;
use serde_json::{Value, json};
use trunkline_sim::{Fixture, Simulator};

use super::support::{Sim, client, send};

/// What `curl` would send.
struct Curl {
    method: Method,
    url: String,
    content_type: Option<String>,
    body: String,
}

impl Curl {
    fn read(command: &str) -> Self {
        let mut words = words(command).into_iter();
        assert_eq!(words.next().as_deref(), Some("curl"));
        let mut curl =
            Self { method: Method::GET, url: String::new(), content_type: None, body: String::new() };
        while let Some(word) = words.next() {
            match word.as_str() {
                "-X" => curl.method = words.next().unwrap().parse().unwrap(),
                "-H" => {
                    let header = words.next().unwrap();
                    curl.content_type = Some(header.strip_prefix("Content-Type: ").unwrap().to_owned());
                }
                "-d" => curl.body = words.next().unwrap(),
                url => url.clone_into(&mut curl.url),
            }
        }
        curl
    }
}

/// The words that a shell makes of a command: quotes are taken off, and a line goes on after a backslash.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![];
    let mut rest = command.trim();
    while !rest.is_empty() {
        let (word, after) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => rest[1..].split_once(quote).unwrap(),
            _ => rest.split_once([' ', '\n']).unwrap_or((rest, "")),
        };
        if word != "\\" {
            words.push(word.to_owned());
        }
        rest = after.trim_start();
    }
    words
}

#[tokio::test]
async fn every_command_of_the_pages_works() {
    let mut fixture = Fixture::default();
    fixture.exotel[0].numbers = ["+919876543210", "+918040264208"].map(str::to_owned).to_vec();
    let sim = Sim::of(Simulator::builder().fixture(fixture).start().await.unwrap());
    let host = sim.simulator.exotel_url().trim_start_matches("http://").to_owned();
    let (mut trunk, mut mapping, mut credential) = (String::new(), String::new(), String::new());
    let commands: Vec<_> = include_str!("transcripts.txt").split("\n\n").collect();
    assert_eq!(commands.len(), 17);
    for command in commands {
        let command = command.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
        if command.contains("41523") {
            // The page's own number, which nothing on it maps.
            let body = json!({"phone_number": "+918040264208"});
            let mapped = sim.post(&format!("trunks/{trunk}/phone-numbers"), body).await;
            mapping = mapped.json["response"]["data"]["id"].as_str().map_or(mapping, str::to_owned);
        }
        let replaced = command
            .replace("https://", "http://")
            .replace("<subdomain>", &host)
            .replace("api.in.exotel.com", &host)
            .replace("<your_api_key>", &sim.account.api_key)
            .replace("<api_key>", &sim.account.api_key)
            .replace("<your_api_token>", &sim.account.api_token)
            .replace("<api_token>", &sim.account.api_token)
            .replace("<your_sid>", &sim.account.account_sid)
            .replace("<account_sid>", &sim.account.account_sid)
            .replace("<trunk_sid>", &trunk)
            .replace("<credential_id>", &credential)
            .replace("41523", &mapping);
        assert!(!replaced.contains('<'), "{replaced}");
        let Curl { method, url, content_type, body } = Curl::read(&replaced);
        let mut request = client().request(method, url).body(body);
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let reply = send(request).await;
        assert_eq!(reply.status, 200, "{command}\n{}", reply.text);
        let response = &reply.json["response"];
        let entries = response.as_array().map_or_else(|| vec![response], |entries| entries.iter().collect());
        for entry in entries {
            assert_eq!(entry["status"], "success", "{command}\n{}", reply.text);
        }
        let data = &response["data"];
        let text = |field: &str| data[field].as_str().map(str::to_owned);
        trunk = text("trunk_sid").unwrap_or(trunk);
        if data["user_name"] != Value::Null {
            credential = text("id").unwrap_or(credential);
        }
    }
}
