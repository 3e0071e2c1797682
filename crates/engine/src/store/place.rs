//! Where a store is.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sqlx::any::AnyConnectOptions;
use url::Url;

use super::StoreError;

/// A file, or a database of a server. Neither `Debug` nor `Display` shows more of a URL than host and database: user,
/// password and options stay hidden.
#[derive(Clone)]
pub(super) enum Place {
    File(PathBuf),
    Server(Url),
}

impl Place {
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let Some((scheme, _)) = text.split_once("://") else {
            return Ok(Self::File(PathBuf::from(text)));
        };
        let wrong = |reason: String| StoreError::Place { place: format!("{scheme}://…"), reason };
        if !matches!(scheme, "postgres" | "postgresql") {
            return Err(wrong("a store is the path of a file, or a postgres:// URL".into()));
        }
        Url::parse(text).map(Self::Server).map_err(|error| wrong(format!("not a URL: {error}")))
    }

    /// What to connect with. The file of SQLite is made here, because what it holds is nobody else's business: who
    /// works on which account, and what was changed.
    pub(super) fn options(&self) -> Result<AnyConnectOptions, StoreError> {
        let failed = |reason: String| StoreError::Place { place: self.to_string(), reason };
        let url = match self {
            Self::Server(url) => url.to_string(),
            Self::File(path) => {
                let path = make(path).map_err(|error| failed(error.to_string()))?;
                let url = Url::from_file_path(path).map_err(|()| failed("not a path of a file".into()))?;
                format!("sqlite://{}?mode=rw", url.path())
            }
        };
        AnyConnectOptions::from_str(&url).map_err(|error| failed(error.to_string()))
    }
}

/// Makes what is missing of the file and its directory; what is there keeps its rights.
fn make(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut directory = fs::DirBuilder::new();
    let mut file = fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

        directory.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        directory.recursive(true).create(parent)?;
    }
    file.append(true).create(true).open(&path)?;
    Ok(path)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Server(url) => {
                write!(f, "postgres://{}", url.host_str().unwrap_or_default())?;
                if let Some(port) = url.port() {
                    write!(f, ":{port}")?;
                }
                f.write_str(url.path())
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
