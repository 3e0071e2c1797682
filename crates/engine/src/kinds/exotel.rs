//! Accounts on Exotel.

use std::sync::Arc;

use serde_json::json;
use trunkline::{
    Result,
    exotel::{Client, Config, Exotel, Region},
    http::Options,
    model::{Carrier, Identity},
    provider::DynProvider,
};

use crate::{Account, Environment, Kind, SecretRef, Secrets, Settings};

/// Exotel.
///
/// In a file: `account`, `api_key` and `api_token` by reference, and where they differ from Exotel's own `region`
/// (`mumbai` or `singapore`) and `base_url`.
#[derive(Debug, Clone, Copy)]
pub struct ExotelKind;

impl Kind for ExotelKind {
    fn variables(&self) -> &'static [&'static str] {
        &[
            "EXOTEL_API_KEY",
            "EXOTEL_API_TOKEN",
            "EXOTEL_ACCOUNT_SID",
            "EXOTEL_SUBDOMAIN",
            "TRUNKLINE_EXOTEL_BASE_URL",
        ]
    }

    fn in_environment(&self) -> Arc<dyn Account> {
        Arc::new(FromEnvironment)
    }

    fn in_file(&self, settings: &mut Settings<'_>) -> Option<Arc<dyn Account>> {
        let account = settings.text("account");
        let api_key = settings.secret("api_key");
        let api_token = settings.secret("api_token");
        let region = match settings.optional_text("region").as_deref() {
            None | Some("mumbai") => Region::Mumbai,
            Some("singapore") => Region::Singapore,
            Some(other) => {
                settings.refuse("region", format!("{other:?} is neither mumbai nor singapore"));
                Region::Mumbai
            }
        };
        let base_url = settings.optional_text("base_url");
        Some(Arc::new(FromFile {
            account: account?,
            api_key: api_key?,
            api_token: api_token?,
            region,
            base_url,
        }))
    }

    fn schema(&self) -> serde_json::Value {
        json!({
            "type": "object",
            "description": "An account on Exotel.",
            "properties": {
                "kind": { "const": "exotel" },
                "account": { "type": "string", "description": "The account SID." },
                "api_key": { "$ref": "#/$defs/SecretRef" },
                "api_token": { "$ref": "#/$defs/SecretRef" },
                "region": { "enum": ["mumbai", "singapore"], "description": "mumbai unless set." },
                "base_url": { "type": "string", "description": "Another host than Exotel's own." },
            },
            "required": ["kind", "account", "api_key", "api_token"],
            "additionalProperties": false,
        })
    }

    fn rules(&self) -> Result<DynProvider> {
        provider(Config::new("nobody", "nobody", "nobody".to_owned().into()), Options::new())
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
    api_key: SecretRef,
    api_token: SecretRef,
    region: Region,
    base_url: Option<String>,
}

impl Account for FromFile {
    fn open(&self, environment: &Environment, http: Options) -> Result<DynProvider> {
        let mut secrets = Secrets::new(environment);
        let api_key = secrets.text("api_key", &self.api_key);
        let api_token = secrets.read("api_token", &self.api_token);
        let identity = Identity::new(Carrier::EXOTEL, &self.account, self.region.as_str());
        let (api_key, api_token) = secrets.all(&identity, api_key.zip(api_token))?;
        let mut config = Config::new(&self.account, api_key, api_token).with_region(self.region);
        if let Some(url) = &self.base_url {
            config = config.with_base_url(url);
        }
        provider(config, http)
    }
}

fn provider(config: Config, http: Options) -> Result<DynProvider> {
    Ok(Arc::new(Exotel::new(Client::new(config.with_http(http))?)))
}
