//! What no public source settles about Twilio, one switch each.
//!
//! A client that works with every position of every switch works whichever way Twilio behaves.

use crate::request_log::Carrier;
use crate::switch::{positions, switches};

switches! {
    of Carrier::Twilio;
    /// Behaviour of the simulated Twilio that its documentation leaves open, or contradicts itself about.
    ///
    /// The default of each field is what the best source says, or the less forgiving reading where none does.
    pub struct TwilioSwitches {
        /// Deleting a trunk that still has origination URLs, lists or numbers. Default: [`TrunkDelete::Cascades`].
        /// Twilio documents neither; a third party asserts a refusal without having tried it.
        pub trunk_delete: TrunkDelete = TrunkDelete::Cascades;
        /// Associating a number that another trunk has. Default: [`NumberElsewhere::Refused`].
        /// Undocumented; third parties disagree.
        pub number_elsewhere: NumberElsewhere = NumberElsewhere::Refused;
        /// Associating a number that the same trunk already has. Default: [`NumberAgain::Refused`], as with lists
        /// (error dictionary, 21245). Undocumented for numbers.
        pub number_again: NumberAgain = NumberAgain::Refused;
        /// `TrunkSid=` (empty) on an incoming number. Default: [`EmptyTrunkSid::Clears`], which is widely relied upon
        /// and documented nowhere.
        pub empty_trunk_sid: EmptyTrunkSid = EmptyTrunkSid::Clears;
        /// Deleting an ACL or credential list that a trunk uses. Default: [`MappedList::Refused`].
        /// The error dictionary (21236, 21241) says so for SIP Domains and is silent about trunks.
        pub mapped_list: MappedList = MappedList::Refused;
        /// `CidrPrefixLength=0`. Default: [`ZeroPrefix::StoredAs32`], as users of the Terraform provider report
        /// (twilio/terraform-provider-twilio#137).
        pub zero_prefix: ZeroPrefix = ZeroPrefix::StoredAs32;
        /// An address with bits set beyond its prefix. Default: [`HostBits::Kept`]. Undocumented.
        pub host_bits: HostBits = HostBits::Kept;
        /// A private, loopback or otherwise reserved address in an ACL. Default: [`PrivateAddress::Accepted`]:
        /// `twilio-oai`'s example is `192.168.1.1`.
        pub private_address: PrivateAddress = PrivateAddress::Accepted;
        /// Whether names that differ in case only are the same name. Default: [`NameCase::Sensitive`].
        /// The error dictionary (21235, 21240) says "the same `FriendlyName`" and no more.
        pub name_case: NameCase = NameCase::Sensitive;
        /// How a domain name is stored that was sent with capitals. Default: [`DomainCase::Lowered`]. Undocumented;
        /// two names that differ in case only are the same domain in either position.
        pub domain_case: DomainCase = DomainCase::Lowered;
        /// The code for a domain that another trunk of the *same* account has. Default:
        /// [`OwnDomainTwice::DomainTaken`] (21248), as recorded live by a third party; the error dictionary lists the
        /// case under 21245.
        pub own_domain_twice: OwnDomainTwice = OwnDomainTwice::DomainTaken;
        /// The old domain of a trunk that was given another. Default: [`RenamedDomain::Freed`]. Twilio's support pages
        /// speak of deleted domains only.
        pub renamed_domain: RenamedDomain = RenamedDomain::Freed;
        /// For how many days the domain of a deleted trunk stays taken. Default: 30; Twilio's support pages say
        /// "up to 30 days".
        pub domain_reservation_days: u16 = 30, or [0];
        /// The HTTP status of the errors that mean "already exists" (21235, 21240, 21243, 21245, 21248). Default:
        /// [`ConflictStatus::BadRequest`], as SIP Domains answer; unrecorded for these codes.
        pub conflict_status: ConflictStatus = ConflictStatus::BadRequest;
        /// The order of the two values in `auth_type`. Default: [`AuthTypeOrder::IpAclFirst`], as recorded live on
        /// trunks; SIP Domains answer alphabetically.
        pub auth_type_order: AuthTypeOrder = AuthTypeOrder::IpAclFirst;
        /// A user name that the credential list already has. Default: [`UsernameAgain::Refused`] with 21243.
        /// Undocumented.
        pub username_again: UsernameAgain = UsernameAgain::Refused;
        /// Credentials of one account on another's 2010-04-01 path. Default: [`ForeignAccount::NotFound`]. The
        /// error dictionary names the case under 20003, Twilio's debugging guides under 20404.
        pub foreign_account: ForeignAccount = ForeignAccount::NotFound;
        /// A body that is not `application/x-www-form-urlencoded`. Default: [`NonFormBody::UnsupportedMediaType`].
        /// Undocumented.
        pub non_form_body: NonFormBody = NonFormBody::UnsupportedMediaType;
        /// How many requests of one account may be under way at once before 429 and 20429. Default: `None`,
        /// unlimited. Twilio documents that there is a limit per account, and not how high it is.
        pub concurrency_limit: Option<u32> = None, or [Some(1)];
    }
}

positions! {
    /// See [`TwilioSwitches::trunk_delete`].
    pub enum TrunkDelete {
        /// Origination URLs go with the trunk; lists are detached and numbers unassociated.
        Cascades,
        /// 400 and 21247 until the trunk is empty.
        Refused,
    }

    /// See [`TwilioSwitches::number_elsewhere`].
    pub enum NumberElsewhere {
        /// "Already exists", 21245.
        Refused,
        /// 201, and the other trunk no longer has the number.
        Moves,
    }

    /// See [`TwilioSwitches::number_again`].
    pub enum NumberAgain {
        /// "Already exists", 21245.
        Refused,
        /// 201, and nothing changes.
        Accepted,
    }

    /// See [`TwilioSwitches::empty_trunk_sid`].
    pub enum EmptyTrunkSid {
        /// The number leaves its trunk.
        Clears,
        /// As if the parameter had not been sent.
        Ignored,
    }

    /// See [`TwilioSwitches::mapped_list`].
    pub enum MappedList {
        /// 400 with 21236 (ACL) or 21241 (credential list).
        Refused,
        /// The list goes, and with it its associations.
        Detached,
    }

    /// See [`TwilioSwitches::zero_prefix`].
    pub enum ZeroPrefix {
        /// Stored and returned as 32, without a word.
        StoredAs32,
        /// Stored as 0: the whole Internet.
        Kept,
        /// 400 and 21238.
        Refused,
    }

    /// See [`TwilioSwitches::host_bits`].
    pub enum HostBits {
        /// `203.0.113.9/24` is stored as it came.
        Kept,
        /// `203.0.113.9/24` is stored as `203.0.113.0/24`.
        Masked,
        /// 400 and 21238.
        Refused,
    }

    /// See [`TwilioSwitches::private_address`].
    pub enum PrivateAddress {
        /// Stored like any other.
        Accepted,
        /// 400 and 21238.
        Refused,
    }

    /// See [`TwilioSwitches::name_case`].
    pub enum NameCase {
        /// `Office` and `office` are two names.
        Sensitive,
        /// `Office` and `office` are one name.
        Insensitive,
    }

    /// See [`TwilioSwitches::domain_case`].
    pub enum DomainCase {
        /// In small letters.
        Lowered,
        /// As it came.
        Kept,
    }

    /// See [`TwilioSwitches::own_domain_twice`].
    pub enum OwnDomainTwice {
        /// 21248, as for any other taken domain.
        DomainTaken,
        /// 21245.
        ValidationError,
    }

    /// See [`TwilioSwitches::renamed_domain`].
    pub enum RenamedDomain {
        /// Free at once.
        Freed,
        /// Taken for as long as the domain of a deleted trunk.
        Reserved,
    }

    /// See [`TwilioSwitches::conflict_status`].
    pub enum ConflictStatus {
        /// 400.
        BadRequest,
        /// 409.
        Conflict,
    }

    /// See [`TwilioSwitches::auth_type_order`].
    pub enum AuthTypeOrder {
        /// `IP_ACL,CREDENTIAL_LIST`.
        IpAclFirst,
        /// `CREDENTIAL_LIST,IP_ACL`.
        CredentialListFirst,
    }

    /// See [`TwilioSwitches::username_again`].
    pub enum UsernameAgain {
        /// "Already exists", 21243.
        Refused,
        /// 201, and the list has the name twice.
        Accepted,
    }

    /// See [`TwilioSwitches::foreign_account`].
    pub enum ForeignAccount {
        /// 404 and 20404.
        NotFound,
        /// 401 and 20003.
        Unauthorized,
    }

    /// See [`TwilioSwitches::non_form_body`].
    pub enum NonFormBody {
        /// 415, in the body shape that has no `code`.
        UnsupportedMediaType,
        /// Not read: required parameters are then missing, optional ones as if not sent.
        Ignored,
    }
}
