//! Whatever two files ask for: from one to the other and back, no step leaves a trunk without what it lives by, the end
//! is what was asked for, and nothing else was touched.

use std::sync::Arc;

use proptest::prelude::*;
use trunkline::{
    memory::Memory,
    model::{CredentialSpec, NumberSpec, OriginationUriSpec, TerminationAuth},
    provider::Provider as _,
};

use crate::{
    files::{NUMBERS, TARGETS, any_file, in_turn, number, within},
    going::{Look, Vitals, assert_import_is_settled, assert_is, go, look, vitals},
    limited::Limited,
    world::{World, trunk},
};

/// Reads all there is: in memory that costs nothing.
struct Reading;

impl Look for Reading {
    async fn vitals(&self, world: &World, trunk: &str) -> Option<Vitals> {
        look(world).await.iter().find(|there| there.trunk.name == trunk).map(vitals)
    }
}

/// A trunk that no file knows, with something of everything on it.
async fn foreign(memory: &Memory) {
    let spec = trunk("m", "foreign", TerminationAuth::Both).spec;
    let id = memory.trunks().create_trunk(&spec).await.unwrap().value.id;
    let credential = CredentialSpec::new("agent", "secret".to_owned().into());
    drop(memory.credentials().unwrap().add_credential(&id, &credential).await.unwrap());
    let target = OriginationUriSpec::new(TARGETS[0].parse().unwrap());
    drop(memory.originations().unwrap().add_origination_uri(&id, &target).await.unwrap());
    drop(memory.numbers().bind_number(&id, &NumberSpec::new(number("+14155550199"))).await.unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_file_to_any_other(
        a in any_file(), b in any_file(), most in prop::option::of(1..4_u32), enough in 0..20_usize,
    ) {
        let (a, b) = (within(a, most), within(b, most));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for order in [[&a, &b, &a], [&b, &a, &b]] {
                let numbers = NUMBERS.into_iter().chain(["+14155550199"]).map(number);
                let memory = Memory::builder().with_numbers(numbers).build();
                foreign(&memory).await;
                let before = look(&World::of([("m", Arc::new(memory.clone()) as _)])).await;
                let provider = Limited::new(memory, most);
                let mut world = World::of([("m", Arc::new(provider) as _)]);
                for wanted in &in_turn(order) {
                    if go(&mut world, wanted, most, enough, &Reading).await {
                        assert_is(&world, wanted).await;
                        assert_import_is_settled(&world).await;
                    }
                }
                let after = look(&world).await;
                let untouched = serde_json::to_value(&before[0]).unwrap();
                assert_eq!(serde_json::to_value(&after[0]).unwrap(), untouched);
            }
        });
    }
}
