//! Domain names of trunks.

use trunkline_sim::switches::twilio::{ConflictStatus, DomainCase, OwnDomainTwice, RenamedDomain};

use super::support::{Reply, Sim};

async fn create(sim: &Sim, domain: &str) -> Reply {
    sim.post("/v1/Trunks", &[("DomainName", domain)]).await
}

/// Live test 18.
#[tokio::test]
async fn a_domain_without_the_suffix_is_21245() {
    let sim = Sim::start().await;
    for domain in ["my-short-name", "name.twilio.com", "pstn.twilio.com", ".pstn.twilio.com"] {
        assert_eq!(create(&sim, domain).await.error(), (400, 21245), "{domain}");
    }
}

/// `twilio-oai`: "letters, digits, and `-`".
#[tokio::test]
async fn other_characters_are_21245() {
    let sim = Sim::start().await;
    for domain in ["a_b.pstn.twilio.com", "a b.pstn.twilio.com", "a..pstn.twilio.com", "ä.pstn.twilio.com"] {
        assert_eq!(create(&sim, domain).await.error(), (400, 21245), "{domain}");
    }
}

/// Error dictionary, 21248: unique beyond the account.
#[tokio::test]
async fn a_domain_of_another_account_is_taken() {
    let sim = Sim::start().await;
    create(&sim, "acme.pstn.twilio.com").await.sid();
    assert_eq!(create(&sim.other_account(), "acme.pstn.twilio.com").await.error(), (400, 21248));
}

/// Live test 11.
#[tokio::test]
async fn a_domain_of_ones_own_is_taken() {
    let sim = Sim::start().await;
    create(&sim, "acme.pstn.twilio.com").await.sid();
    assert_eq!(create(&sim, "ACME.pstn.twilio.com").await.error(), (400, 21248));
}

/// Error dictionary, 21245: "Cannot create more than one Trunk with the same Termination URI".
#[tokio::test]
async fn by_a_switch_a_domain_of_ones_own_is_21245() {
    let sim = Sim::with(|switches| switches.own_domain_twice = OwnDomainTwice::ValidationError).await;
    create(&sim, "acme.pstn.twilio.com").await.sid();
    assert_eq!(create(&sim, "acme.pstn.twilio.com").await.error(), (400, 21245));
    assert_eq!(create(&sim.other_account(), "acme.pstn.twilio.com").await.error(), (400, 21248));
}

/// Unrecorded: the status of 21248 may be 409.
#[tokio::test]
async fn by_a_switch_a_taken_domain_is_409() {
    let sim = Sim::with(|switches| switches.conflict_status = ConflictStatus::Conflict).await;
    create(&sim, "acme.pstn.twilio.com").await.sid();
    assert_eq!(create(&sim, "acme.pstn.twilio.com").await.error(), (409, 21248));
}

/// Error dictionary, 21245.
#[tokio::test]
async fn another_accounts_sid_is_no_domain() {
    let sim = Sim::start().await;
    let domain = |sim: &Sim| format!("{}.pstn.twilio.com", sim.account.account_sid);
    assert_eq!(create(&sim, &domain(&sim.other_account())).await.error(), (400, 21245));
    assert_eq!(create(&sim, &domain(&sim)).await.status, 201);
}

/// Twilio support: a deleted domain stays reserved for up to 30 days, for everybody.
#[tokio::test]
async fn a_deleted_domain_is_taken_for_30_days() {
    let sim = Sim::start().await;
    let sid = create(&sim, "acme.pstn.twilio.com").await.sid();
    sim.delete(&format!("/v1/Trunks/{sid}")).await;
    assert_eq!(create(&sim, "acme.pstn.twilio.com").await.error(), (400, 21248));
    sim.advance_days(29);
    assert_eq!(create(&sim.other_account(), "acme.pstn.twilio.com").await.error(), (400, 21248));
    sim.advance_days(1);
    assert_eq!(create(&sim, "acme.pstn.twilio.com").await.status, 201);
}

/// Twilio support says "up to" 30 days.
#[tokio::test]
async fn by_a_switch_a_deleted_domain_is_free_at_once() {
    let sim = Sim::with(|switches| switches.domain_reservation_days = 0).await;
    let sid = create(&sim, "acme.pstn.twilio.com").await.sid();
    sim.delete(&format!("/v1/Trunks/{sid}")).await;
    assert_eq!(create(&sim, "acme.pstn.twilio.com").await.status, 201);
}

/// Undetermined; this is the default of `renamed_domain`.
#[tokio::test]
async fn a_renamed_trunk_frees_its_old_domain() {
    let sim = Sim::start().await;
    let trunk = format!("/v1/Trunks/{}", create(&sim, "old.pstn.twilio.com").await.sid());
    let reply = sim.post(&trunk, &[("DomainName", "new.pstn.twilio.com")]).await;
    assert_eq!((reply.status, reply.text("domain_name")), (200, "new.pstn.twilio.com"));
    assert_eq!(create(&sim, "old.pstn.twilio.com").await.status, 201);
}

/// Undetermined: the old name may be kept as a deleted one is.
#[tokio::test]
async fn by_a_switch_a_renamed_trunks_old_domain_stays_taken() {
    let sim = Sim::with(|switches| switches.renamed_domain = RenamedDomain::Reserved).await;
    let trunk = format!("/v1/Trunks/{}", create(&sim, "old.pstn.twilio.com").await.sid());
    sim.post(&trunk, &[("DomainName", "new.pstn.twilio.com")]).await;
    assert_eq!(create(&sim, "old.pstn.twilio.com").await.error(), (400, 21248));
}

/// A POST is an update: sending what is there already changes nothing.
#[tokio::test]
async fn a_trunk_may_be_sent_its_own_domain() {
    let sim = Sim::start().await;
    let trunk = format!("/v1/Trunks/{}", create(&sim, "acme.pstn.twilio.com").await.sid());
    assert_eq!(sim.post(&trunk, &[("DomainName", "acme.pstn.twilio.com")]).await.status, 200);
}

/// Error dictionary, 21247: "parent domain does not exist/account does not own it".
#[tokio::test]
async fn a_subdomain_needs_its_parent_in_the_account() {
    let sim = Sim::start().await;
    assert_eq!(create(&sim, "a.acme.pstn.twilio.com").await.error(), (400, 21247));
    create(&sim, "acme.pstn.twilio.com").await.sid();
    assert_eq!(create(&sim.other_account(), "a.acme.pstn.twilio.com").await.error(), (400, 21247));
    assert_eq!(create(&sim, "a.acme.pstn.twilio.com").await.status, 201);
}

/// Error dictionary, 21247: "Cannot delete trunk while it has subdomains", "Cannot rename domain".
#[tokio::test]
async fn a_domain_with_subdomains_stays() {
    let sim = Sim::start().await;
    let parent = format!("/v1/Trunks/{}", create(&sim, "acme.pstn.twilio.com").await.sid());
    let child = format!("/v1/Trunks/{}", create(&sim, "a.acme.pstn.twilio.com").await.sid());
    assert_eq!(sim.delete(&parent).await.error(), (400, 21247));
    let renamed = sim.post(&parent, &[("DomainName", "other.pstn.twilio.com")]).await;
    assert_eq!(renamed.error(), (400, 21247));
    assert_eq!(sim.delete(&child).await.status, 204);
    assert_eq!(sim.delete(&parent).await.status, 204);
}

/// Undetermined, both ways: how capitals are stored.
#[tokio::test]
async fn capitals_are_lowered_or_by_a_switch_kept() {
    let lowered = Sim::start().await;
    assert_eq!(create(&lowered, "Acme.pstn.twilio.com").await.text("domain_name"), "acme.pstn.twilio.com");
    let kept = Sim::with(|switches| switches.domain_case = DomainCase::Kept).await;
    assert_eq!(create(&kept, "Acme.pstn.twilio.com").await.text("domain_name"), "Acme.pstn.twilio.com");
}
