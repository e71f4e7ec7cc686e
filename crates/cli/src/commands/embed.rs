//! `vestnik embed`: print what puts the search into another site.

use anyhow::{Result, anyhow};
use vestnik_widget::{Attributes, Endpoint, Setup, Style, WIDGET};

use crate::args::{Embed, EmbedLang, EmbedMode};
use crate::config::Config;
use crate::exit::Usage;
use crate::output;

pub(crate) fn run(embed: &Embed, config: &Config) -> Result<()> {
    let setup = setup(embed, config)?;
    let snippets = setup.snippets();
    output::print(&snippets.tag)?;
    output::line(format_args!(
        "\n<!-- SRI of the script at {}{}: {} -->",
        setup.endpoint.as_str(),
        WIDGET.pinned_path(),
        WIDGET.integrity()
    ))?;
    output::line(format_args!("<!-- A site with a policy has to allow: {} -->", snippets.policy))
}

fn setup(embed: &Embed, config: &Config) -> Result<Setup> {
    let own = || match config.public_url.as_str() {
        "" => format!("http://{}", config.listen),
        public => public.to_owned(),
    };
    let address = embed.endpoint.clone().unwrap_or_else(own);
    let endpoint = Endpoint::read(&address).ok_or_else(|| {
        Usage::wrap(anyhow!(
            "--endpoint is {address:?}; give the address of the server, such as https://search.example"
        ))
    })?;
    let mut pairs = vec![("mode", embed.mode.attribute())];
    pairs.extend(embed.key.iter().map(|key| ("key", key.as_str())));
    pairs.extend(embed.lang.map(|lang| ("lang", lang.attribute())));
    pairs.extend(embed.rubric.iter().map(|rubric| ("rubric", rubric.as_str())));
    let style = Style::default();
    Ok(Setup { endpoint, attributes: Attributes::read(&pairs), style, pinned: embed.pin })
}

impl EmbedMode {
    fn attribute(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Dropdown => "dropdown",
            Self::Dialog => "dialog",
        }
    }
}

impl EmbedLang {
    fn attribute(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}
