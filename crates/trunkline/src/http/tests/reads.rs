//! What one operation reads twice.

use std::sync::Arc;

use crate::{
    http::{Client, Repeat, reads::once},
    model::{Carrier, Identity},
};

use super::{
    OURS, PlainWords, auth, call, client, options,
    script::{Script, status},
};

const WRITES: [Repeat; 3] = [Repeat::Idempotent, Repeat::Delete, Repeat::Create];

async fn read(client: &Client) {
    client.send(call(Repeat::Read)).await.unwrap();
}

#[tokio::test]
async fn a_page_is_asked_for_once_until_something_is_written() {
    let script = Script::new([status(200)]);
    let one = client(&script, options());
    once(async {
        read(&one).await;
        read(&one).await;
        assert_eq!(script.sends(), 1);
        for write in WRITES {
            one.send(call(write)).await.unwrap();
            let before = script.sends();
            read(&one).await;
            // What is part of the operation knows what the operation has read, and the reverse.
            once(read(&one)).await;
            assert_eq!(script.sends(), before + 1, "{write:?}");
        }
    })
    .await;
    let before = script.sends();
    read(&one).await;
    once(read(&one)).await;
    assert_eq!(script.sends(), before + 2, "nothing is remembered beyond its end");
}

#[tokio::test]
async fn after_a_write_that_failed_everything_is_read_again() {
    for answer in [400, 502] {
        let script = Script::new([status(200), status(answer), status(200)]);
        let one = client(&script, options());
        once(async {
            read(&one).await;
            one.send(call(Repeat::Create)).await.unwrap_err();
            read(&one).await;
        })
        .await;
        assert_eq!(script.sends(), 3, "{answer}");
    }
}

#[tokio::test]
async fn a_read_that_failed_and_another_account_s_are_not_remembered() {
    let script = Script::new([status(403), status(200)]);
    let one = client(&script, options());
    let origins = [OURS.parse().unwrap()];
    let transport = options().with_transport(Arc::<Script>::clone(&script));
    let identity = Identity::new(Carrier::new("testcarrier"), "AC2", "here");
    let other = Client::new(identity, &origins, auth(), Arc::new(PlainWords), transport).unwrap();
    once(async {
        one.send(call(Repeat::Read)).await.unwrap_err();
        read(&one).await;
        read(&other).await;
    })
    .await;
    assert_eq!(script.sends(), 3);
}

#[tokio::test]
async fn that_nothing_is_there_is_an_answer_too() {
    let script = Script::new([status(404)]);
    let one = client(&script, options());
    once(async {
        let first = one.send(call(Repeat::Read)).await.unwrap_err();
        let again = one.send(call(Repeat::Read)).await.unwrap_err();
        assert_eq!(first.to_string(), again.to_string());
        assert_eq!(script.sends(), 1);
    })
    .await;
}
