//! Whatever an account holds: what is imported needs no step, and comes back from the file as it was.

use std::{collections::BTreeSet, fs, path::PathBuf};

use trunkline::{
    exotel::wire::{NewTrunk, NewWhitelistedIp},
    model::{
        AclEntrySpec, AuthModeChange, CredentialSpec, NumberSpec, OriginationUriSpec, RecordingMode,
        TerminationAuth, TransferMode, TrunkId, TwilioTrunkOptions,
    },
    twilio::wire::{NewAddress, NewOriginationUrl, TrunkParams},
};
use trunkline_engine::{
    Environment, Noun, Profiles, Registry, SecretRef, Wanted,
    file::{File, write},
    import::{Imported, ImportedTrunk, import},
};

use crate::{
    sim::Both,
    world::{World, credential, file, trunk},
};

async fn import_all(world: &World) -> Imported {
    import(&world.views(), &BTreeSet::new()).await.unwrap()
}

/// The file as it is written, read again.
fn through_a_file(imported: Imported, name: &str) -> (String, Wanted) {
    let text = write(&imported.into(), &Profiles::default());
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.yaml"));
    fs::write(&path, &text).unwrap();
    let environment = Environment::new(|_| None);
    let loaded = File::load(&Registry::default(), &environment, &path);
    (text.clone(), loaded.unwrap_or_else(|error| panic!("{error:?}\n{text}")).wanted)
}

fn named<'a>(imported: &'a Imported, name: &str) -> &'a ImportedTrunk {
    imported
        .trunks
        .iter()
        .find(|trunk| trunk.wanted.name.as_str() == name)
        .unwrap_or_else(|| panic!("{imported:#?}"))
}

/// A plan from what was imported is empty, on its own and by way of a file, and takes reads only.
async fn assert_settled(both: &Both, imported: Imported, name: &str) -> String {
    both.sent();
    let wanted = file(imported.trunks.iter().map(|trunk| trunk.wanted.clone()));
    let plan = both.world.plan(&wanted, &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");
    both.only_reads();
    let (text, wanted) = through_a_file(imported, name);
    let plan = both.world.plan(&wanted, &[]).await;
    assert!(plan.is_empty(), "{plan:#?}\n{text}");
    both.only_reads();
    text
}

#[tokio::test]
async fn each_password_has_a_variable_of_its_own() {
    let mut both = Both::start().await;
    let names = ["agent.1", "agent-1", "agent_x", "agent-x"];
    let mut wanted = trunk("twilio", "cc", TerminationAuth::Digest);
    wanted.credentials = Some(names.map(|name| credential(name, 1)).to_vec());
    both.world.apply(&file([wanted]), &[]).await;
    let imported = import_all(&both.world).await;
    let credentials = named(&imported, "cc").wanted.credentials.as_ref().unwrap();
    assert_eq!(credentials.iter().map(|held| held.username.as_str()).collect::<BTreeSet<_>>(), names.into());
    let variables: BTreeSet<String> = credentials
        .iter()
        .map(|held| match &held.password {
            SecretRef::Env(variable) => variable.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    let each = ["AGENT_1_PASSWORD", "AGENT_1_PASSWORD_2", "AGENT_X_PASSWORD", "AGENT_X_PASSWORD_2"];
    assert_eq!(variables, each.map(|variable| format!("TWILIO_CC_{variable}")).into());
    assert_settled(&both, imported, "variables").await;
}

#[tokio::test]
async fn what_a_file_made_comes_back_as_a_file() {
    let mut both = Both::start().await;
    let mut trunks = [("exotel", "+918040264208"), ("twilio", "+14155550100")].map(|(profile, number)| {
        let mut wanted = trunk(profile, "contact_centre", TerminationAuth::IpAcl);
        wanted.acl = Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]);
        let target = "sip:sbc.example.com:5061;transport=tls".parse().unwrap();
        wanted.origination = Some(vec![OriginationUriSpec::new(target).with_priority(10).with_weight(20)]);
        wanted.numbers = Some(vec![NumberSpec::new(number.parse().unwrap())]);
        wanted
    });
    trunks[0].caller_id = Some(Some("+918040264209".parse().unwrap()));
    trunks[1].spec.twilio = TwilioTrunkOptions::default()
        .with_secure(true)
        .with_transfer_mode(TransferMode::EnableAll)
        .with_recording_mode(RecordingMode::FromAnswer)
        .with_disaster_recovery_url("https://example.com/down");
    let wanted = file(trunks.clone());
    both.world.apply(&wanted, &[]).await;
    both.sent();

    let imported = import_all(&both.world).await;
    both.only_reads();
    assert!(imported.left_out.is_empty());
    for (imported, mut wanted) in imported.trunks.iter().zip(trunks) {
        assert!(imported.unmanaged.is_empty() && imported.notes.is_empty(), "{imported:?}");
        wanted.adopt = true;
        // A derived domain is one that is written from now on.
        wanted.spec.twilio.domain_name.clone_from(&imported.wanted.spec.twilio.domain_name);
        assert_eq!(format!("{:?}", imported.wanted), format!("{wanted:?}"));
    }
    // Whoever forgot the store adopts what is there.
    both.world.known = trunkline_engine::Known::default();
    assert_settled(&both, imported, "as_made").await;
}

#[tokio::test]
async fn what_twilio_holds_and_no_file_can_say_is_left_alone() {
    let both = Both::start().await;
    let twilio = &both.twilio;
    let made = async |name: &str, domain: Option<&str>| {
        let mut params = TrunkParams::default();
        params.friendly_name = Some(name.to_owned());
        params.domain_name = domain.map(|domain| format!("{domain}.pstn.twilio.com"));
        twilio.create_trunk(&params).await.unwrap().sid
    };
    let odd = made("Contact centre, Bengaluru!", Some("odd-1")).await;
    let same = made("Contact centre, Bengaluru!", Some("odd-2")).await;
    let without = made("no_domain", None).await;

    // A private address, a target of weight 0, and one of them twice.
    let provider = &both.world.providers["twilio"];
    let id = TrunkId::new(odd.as_str()).unwrap();
    let entry = AclEntrySpec::new("44.229.228.186".parse().unwrap());
    drop(provider.acls().add_acl_entry(&id, &entry).await.unwrap());
    let own = twilio.list_ip_access_control_lists().stream();
    let own = trunkline::ext::collect(own).await.unwrap()[0].sid.clone();
    drop(twilio.create_ip_address(&own, &NewAddress::new("10.1.2.3", "inside")).await.unwrap());
    let mut target = NewOriginationUrl::new("sip:sbc.example.com", "a");
    drop(twilio.create_origination_url(&odd, &target).await.unwrap());
    target.weight = 0;
    drop(twilio.create_origination_url(&odd, &target).await.unwrap());
    let number = NumberSpec::new("+14155550100".parse().unwrap());
    drop(provider.numbers().bind_number(&id, &number).await.unwrap());

    // Addresses that trunks share.
    let list = twilio.create_ip_access_control_list("offices").await.unwrap().sid;
    drop(
        twilio
            .create_ip_address(&list, &NewAddress::new("54.172.60.0", "office").with_prefix(30))
            .await
            .unwrap(),
    );
    drop(twilio.associate_ip_access_control_list(&same, &list).await.unwrap());
    let id = TrunkId::new(same.as_str()).unwrap();
    let credential = CredentialSpec::new("agent", "StandsInForOne2".to_owned().into());
    let credential = credential.with_auth_mode(AuthModeChange::Allow);
    drop(provider.credentials().unwrap().add_credential(&id, &credential).await.unwrap());

    let imported = import_all(&both.world).await;
    let left_out: Vec<_> = imported.left_out.iter().map(|out| (out.id.as_str(), out.why.as_str())).collect();
    assert_eq!(left_out.len(), 1);
    assert!(left_out[0].0 == without && left_out[0].1.contains("no domain"), "{left_out:?}");

    let odd = named(&imported, "Contact_centre__");
    assert_eq!(odd.wanted.spec.twilio.friendly_name.as_deref(), Some("Contact centre, Bengaluru!"));
    assert_eq!(odd.unmanaged.keys().copied().collect::<Vec<_>>(), [Noun::Acl, Noun::Origination]);
    assert!(
        odd.unmanaged[&Noun::Acl].contains("10.1.2.3/32") && odd.unmanaged[&Noun::Acl].contains("private")
    );
    assert!(odd.unmanaged[&Noun::Origination].contains("weight"));
    assert_eq!(odd.wanted.numbers.as_ref().unwrap().len(), 1);

    let same = named(&imported, "Contact_centre_2");
    assert!(same.unmanaged[&Noun::Acl].contains("offices"), "{same:?}");
    assert_eq!(same.wanted.spec.auth, TerminationAuth::Both);
    assert_eq!(same.wanted.credentials.as_ref().unwrap()[0].username, "agent");

    let text = assert_settled(&both, imported, "odd_twilio").await;
    for why in ["10.1.2.3/32", "offices", "no domain"] {
        assert!(text.contains(why), "{why} in\n{text}");
    }
}

#[tokio::test]
async fn a_rotation_that_is_half_done_is_left_alone() {
    let mut both = Both::start().await;
    for profile in ["exotel", "twilio"] {
        let wanted = trunk(profile, "voice_ai", TerminationAuth::Digest);
        both.world.apply(&file([wanted]), &[]).await;
        let provider = &both.world.providers[profile];
        let id = trunkline::ext::collect(provider.trunks().list_trunks()).await.unwrap()[0].id.clone();
        for username in ["agent_2", "agent"] {
            let credential = CredentialSpec::new(username, "StandsInForOne2".to_owned().into());
            let credential = credential.with_auth_mode(AuthModeChange::Allow);
            drop(provider.credentials().unwrap().add_credential(&id, &credential).await.unwrap());
        }
    }
    both.world.known = trunkline_engine::Known::default();
    let imported = import_all(&both.world).await;
    for trunk in &imported.trunks {
        let why = &trunk.unmanaged[&Noun::Credentials];
        assert!(why.contains("write agent alone, with rotation: 2"), "{why}");
    }
    assert_settled(&both, imported, "half_rotated").await;
}

#[tokio::test]
async fn what_exotel_holds_and_no_file_can_say_is_left_alone() {
    let both = Both::start().await;
    let exotel = &both.exotel;
    let account = both.sim.fixture().exotel[0].account_sid.clone();
    let made =
        async |name: &str| exotel.create_trunk(&NewTrunk::new(name, &account)).await.unwrap().trunk_sid;
    let cc = made("contact_centre").await;
    let allow = async |ip: &str, mask| {
        exotel.whitelist_ip(&cc, &NewWhitelistedIp::new(ip.parse().unwrap(), mask)).await.unwrap();
    };
    allow("192.168.1.1", 32).await;
    allow("44.229.228.0", 24).await;
    let targets = ["44.229.228.5:5060;transport=tcp", "sbc.example.com:5061;transport=tls"];
    exotel
        .map_destination_uris(&cc, &targets)
        .await
        .unwrap()
        .into_iter()
        .for_each(|target| drop(target.unwrap()));

    let imported = import_all(&both.world).await;
    assert!(imported.left_out.is_empty());
    let cc = named(&imported, "contact_centre");
    assert!(cc.unmanaged[&Noun::Acl].contains("192.168.1.1/32"), "{cc:?}");
    assert_eq!(cc.unmanaged.len(), 1);
    // The IPv4 target is there, so what it needs is there too, whoever looks after the addresses.
    assert_eq!(cc.wanted.origination.as_ref().unwrap().len(), 2);
    assert_settled(&both, imported, "odd_exotel").await;
}

#[tokio::test]
async fn a_range_on_exotel_is_imported_as_one() {
    let both = Both::start().await;
    let account = both.sim.fixture().exotel[0].account_sid.clone();
    let cc = both.exotel.create_trunk(&NewTrunk::new("ranges", &account)).await.unwrap().trunk_sid;
    both.exotel.whitelist_ip(&cc, &NewWhitelistedIp::new("44.229.228.0".parse().unwrap(), 24)).await.unwrap();
    let imported = import_all(&both.world).await;
    assert!(named(&imported, "ranges").wanted.acl.as_ref().unwrap()[0].exotel.allow_range);
    assert_settled(&both, imported, "ranges").await;
}

#[tokio::test]
async fn one_trunk_is_imported_by_its_name_or_its_identifier() {
    let mut both = Both::start().await;
    let wanted = file(["a", "b"].map(|name| trunk("exotel", name, TerminationAuth::IpAcl)));
    both.world.apply(&wanted, &[]).await;
    let id = both.world.trunk("exotel", "b").await;
    for only in ["b", id.as_str()] {
        let imported = import(&both.world.views(), &BTreeSet::from([only.to_owned()])).await.unwrap();
        let names: Vec<&str> = imported.trunks.iter().map(|trunk| trunk.wanted.name.as_str()).collect();
        assert_eq!(names, ["b"]);
    }
}
