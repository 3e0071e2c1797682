//! Accounts on Twilio.

use std::sync::Arc;

use serde_json::json;
use trunkline::{
    Result,
    http::Options,
    model::{Carrier, Identity},
    provider::DynProvider,
    twilio::{Client, Config, Twilio},
};

use crate::{Account, Environment, Kind, SecretRef, Secrets, Settings};

/// Twilio.
///
/// In a file: `account`, either `auth_token` by reference or `api_key` (its SID is no secret) with `api_secret` by
/// reference, and where they differ from Twilio's own `region`, `edge` and `base_url`.
#[derive(Debug, Clone, Copy)]
pub struct TwilioKind;

impl Kind for TwilioKind {
    fn variables(&self) -> &'static [&'static str] {
        &[
            "TWILIO_ACCOUNT_SID",
            "TWILIO_AUTH_TOKEN",
            "TWILIO_API_KEY",
            "TWILIO_API_SECRET",
            "TWILIO_REGION",
            "TWILIO_EDGE",
            "TRUNKLINE_TWILIO_BASE_URL",
        ]
    }

    fn in_environment(&self) -> Arc<dyn Account> {
        Arc::new(FromEnvironment)
    }

    fn in_file(&self, settings: &mut Settings<'_>) -> Option<Arc<dyn Account>> {
        let account = settings.text("account");
        let login = if settings.has("api_key") || settings.has("api_secret") {
            if settings.has("auth_token") {
                let _ = settings.secret("auth_token");
                settings
                    .refuse("auth_token", "is one way in, api_key with api_secret another: keep one of them");
            }
            let key = settings.text("api_key");
            let secret = settings.secret("api_secret");
            key.zip(secret).map(|(key, secret)| Login::ApiKey { key, secret })
        } else {
            settings.secret("auth_token").map(Login::AuthToken)
        };
        let region = settings.optional_text("region");
        let edge = settings.optional_text("edge");
        let base_url = settings.optional_text("base_url");
        Some(Arc::new(FromFile { account: account?, login: login?, region, edge, base_url }))
    }

    fn schema(&self) -> serde_json::Value {
        json!({
            "type": "object",
            "description": "An account on Twilio: with auth_token, or with api_key and api_secret.",
            "properties": {
                "kind": { "const": "twilio" },
                "account": { "type": "string", "description": "The account SID, AC…" },
                "auth_token": { "$ref": "#/$defs/SecretRef" },
                "api_key": { "type": "string", "description": "The key's SID, SK…, which is no secret." },
                "api_secret": { "$ref": "#/$defs/SecretRef" },
                "region": { "type": "string", "description": "us1 unless set." },
                "edge": { "type": "string" },
                "base_url": { "type": "string", "description": "Another host than Twilio's own." },
            },
            "required": ["kind", "account"],
            "oneOf": [{ "required": ["auth_token"] }, { "required": ["api_key", "api_secret"] }],
            "additionalProperties": false,
        })
    }

    fn rules(&self) -> Result<DynProvider> {
        provider(Config::new(format!("AC{:032}", 0), "nobody".to_owned().into()), Options::new())
    }
}

#[derive(Debug)]
struct FromEnvironment;

impl Account for FromEnvironment {
    fn open(&self, environment: &Environment, http: Options) -> Result<DynProvider> {
        provider(Config::from_lookup(|name| environment.get(name))?, http)
    }
}

#[derive(Debug)]
struct FromFile {
    account: String,
    login: Login,
    region: Option<String>,
    edge: Option<String>,
    base_url: Option<String>,
}

#[derive(Debug)]
enum Login {
    AuthToken(SecretRef),
    ApiKey { key: String, secret: SecretRef },
}

impl Account for FromFile {
    fn open(&self, environment: &Environment, http: Options) -> Result<DynProvider> {
        let mut secrets = Secrets::new(environment);
        let config = match &self.login {
            Login::AuthToken(token) => {
                secrets.read("auth_token", token).map(|token| Config::new(&self.account, token))
            }
            Login::ApiKey { key, secret } => secrets
                .read("api_secret", secret)
                .map(|secret| Config::with_api_key(&self.account, key, secret)),
        };
        let region = self.region.as_deref().unwrap_or("us1");
        let mut config = secrets.all(&Identity::new(Carrier::TWILIO, &self.account, region), config)?;
        if let Some(region) = &self.region {
            config = config.with_region(region);
        }
        if let Some(edge) = &self.edge {
            config = config.with_edge(edge);
        }
        if let Some(url) = &self.base_url {
            config = config.with_base_url(url);
        }
        provider(config, http)
    }
}

fn provider(config: Config, http: Options) -> Result<DynProvider> {
    Ok(Arc::new(Twilio::new(Client::new(config.with_http(http))?)))
}
