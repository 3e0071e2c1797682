//! What no public source settles about Exotel, one switch each.
//!
//! A client that works with every position of every switch works whichever way Exotel behaves.

use crate::request_log::Carrier;
use crate::switch::{positions, switches};

switches! {
    of Carrier::Exotel;
    /// Behaviour of the simulated Exotel that its pages leave open, or contradict each other about.
    ///
    /// The default of each field is what the best source says, or the less forgiving reading where none does.
    pub struct ExotelSwitches {
        /// A trunk SID that the account does not have. Default: [`UnknownTrunk::NotFound`]. Exotel's sample repository
        /// recorded 403 and 1003 in August 2025, and 404 and 1000 in January 2026.
        pub unknown_trunk: UnknownTrunk = UnknownTrunk::NotFound;
        /// Valid credentials of one account on another account's path. Default: [`ForeignAccount::Unauthorized`].
        /// Undocumented.
        pub foreign_account: ForeignAccount = ForeignAccount::Unauthorized;
        /// The HTTP status of a duplicate; `response.code` is 409 in either position. Default:
        /// [`DuplicateStatus::Ok`], as captured by Exotel's sample repository. The error table of developer.exotel.com
        /// (Dynamic SIP Trunking) says 409, and so does a sample that was typed by hand.
        pub duplicate_status: DuplicateStatus = DuplicateStatus::Ok;
        /// `GET /trunks/{sid}`. Default: [`GetTrunk::MethodNotAllowed`]: only the voice-AI page of docs.exotel.com
        /// mentions it, and the newer index of operations does not.
        pub get_trunk: GetTrunk = GetTrunk::MethodNotAllowed;
        /// `trunk_sid` on the list of trunks. Default: [`TrunkFilter::Applied`], as the index of operations says;
        /// no answer to it is recorded.
        pub trunk_filter: TrunkFilter = TrunkFilter::Applied;
        /// The four links of a trunk in the answer to its deletion. Default: [`DeletedTrunkLinks::Present`], as captured
        /// on developer.exotel.com (Delete trunk); another capture of the same answer lacks them.
        pub deleted_trunk_links: DeletedTrunkLinks = DeletedTrunkLinks::Present;
        /// Credentials of a trunk that is deleted. Default: [`TrunkCredentials::Deleted`], as the newest text says;
        /// the older ones name phone numbers, ACLs and destination URIs only.
        pub trunk_credentials: TrunkCredentials = TrunkCredentials::Deleted;
        /// A number that the account does not own. Default: [`UnownedNumber::Refused`]. Undocumented.
        pub unowned_number: UnownedNumber = UnownedNumber::Refused;
        /// A number that another trunk of the account has. Default: [`NumberElsewhere::Refused`]. A duplicate is
        /// captured for the same trunk; for another trunk nothing is.
        pub number_elsewhere: NumberElsewhere = NumberElsewhere::Refused;
        /// An address that the trunk's ACL has with another mask. Default: [`AclAgain::SameIp`]: the captured error
        /// names the address and no mask.
        pub acl_again: AclAgain = AclAgain::SameIp;
        /// An address with bits set beyond its mask. Default: [`HostBits::Kept`]. Undocumented.
        pub host_bits: HostBits = HostBits::Kept;
        /// Which ACL rows make an IPv4 destination whitelisted. Default: [`AclCoverage::Range`]. The API takes masks
        /// of 16 to 32, and Exotel's voice-AI page says that ranges are not supported.
        pub acl_coverage: AclCoverage = AclCoverage::Range;
        /// A destination that the trunk already has. Default: [`DestinationAgain::Appended`], as a third party in
        /// production says; another expects "Duplicate resource".
        pub destination_again: DestinationAgain = DestinationAgain::Appended;
        /// `priority` and `weight` in the request that adds a destination. Default: [`PriorityOnCreate::Ignored`]:
        /// the request documents `destination` only, and they are documented on the update.
        pub priority_on_create: PriorityOnCreate = PriorityOnCreate::Ignored;
        /// Characters of a credential's `friendly_name`. Default: [`Alphabet::Word`], as a third party measured;
        /// Exotel's credentials page has `elevenlabs-prod` as an example.
        pub friendly_name: Alphabet = Alphabet::Word;
        /// Characters of a credential's `user_name`. Default: [`Alphabet::Word`]. Undocumented.
        pub user_name: Alphabet = Alphabet::Word;
        /// Characters of a credential's `password`. Default: [`Alphabet::Word`], as a third party measured.
        /// Undocumented.
        pub password: Alphabet = Alphabet::Word;
        /// A user name that the trunk already has. Default: [`UserNameAgain::Refused`]. Undocumented.
        pub user_name_again: UserNameAgain = UserNameAgain::Refused;
        /// `metadata` of a list of credentials. Default: [`CredentialMetadata::WithTotals`], as Exotel's credentials
        /// page shows in a sample that was typed by hand.
        pub credential_metadata: CredentialMetadata = CredentialMetadata::WithTotals;
        /// `metadata` of a list without rows, other than of credentials (whose absence is captured). Default:
        /// [`EmptyList::WithMetadata`]. Undocumented.
        pub empty_list: EmptyList = EmptyList::WithMetadata;
        /// The order of a list. Default: [`ListOrder::NewestFirst`], as in the captured list of destinations;
        /// undocumented for the others.
        pub list_order: ListOrder = ListOrder::NewestFirst;
        /// The most rows on one page. Default: 50, which is what a page has unless asked otherwise. Exotel says that
        /// "default and maximum are enforced by the server", and not how high the maximum is.
        pub max_page_size: usize = 50, or [2];
        /// The shape of a number's trunk mapping. Default: [`TrunkMapShape::Enveloped`], like every captured answer;
        /// the only sample is flat and was typed by hand.
        pub trunk_map_shape: TrunkMapShape = TrunkMapShape::Enveloped;
        /// A child's id in the path of a DELETE. Default: [`DeleteByPath::MethodNotAllowed`]: "`id` is a query
        /// parameter, not a path segment". A third party's clean-up script sends it in the path.
        pub delete_by_path: DeleteByPath = DeleteByPath::MethodNotAllowed;
        /// Keys of a request body that no operation has. Default: [`UnknownKeys::Ignored`], which is what Go does
        /// unless told otherwise. Undocumented.
        pub unknown_keys: UnknownKeys = UnknownKeys::Ignored;
        /// How many requests an account may send within sixty seconds. Default: 200, as developer.exotel.com says
        /// of these operations; `None` is no limit.
        pub rate_limit: Option<u32> = Some(200), or [None];
        /// How the requests of a minute are counted. Default: [`RateModel::SlidingLog`], the strictest of the three.
        /// Undocumented.
        pub rate_model: RateModel = RateModel::SlidingLog;
        /// How many requests of an account may be under way at once; over HTTP/1.1 each takes a connection. Default: 50,
        /// which Exotel's sample repository mentions once as "concurrent connections"; `None` is no limit. What is over
        /// it is answered like what is over `rate_limit`: nothing says how.
        pub connection_limit: Option<u32> = Some(50), or [None];
        /// What says that the limit is passed, beside the status 429. Default: [`RateLimitAnswer::RestException`], as
        /// the general page on rate limits shows; nothing shows it for these operations.
        pub rate_limit_answer: RateLimitAnswer = RateLimitAnswer::RestException;
    }
}

positions! {
    /// See [`ExotelSwitches::unknown_trunk`].
    pub enum UnknownTrunk {
        /// 404 and 1000.
        NotFound,
        /// 403 and 1003.
        Forbidden,
    }

    /// See [`ExotelSwitches::foreign_account`].
    pub enum ForeignAccount {
        /// 401 and 1010, as with a wrong key.
        Unauthorized,
        /// 403 and 1003.
        Forbidden,
    }

    /// See [`ExotelSwitches::duplicate_status`].
    pub enum DuplicateStatus {
        /// 200.
        Ok,
        /// 409.
        Conflict,
    }

    /// See [`ExotelSwitches::get_trunk`].
    pub enum GetTrunk {
        /// 405.
        MethodNotAllowed,
        /// 200 and the trunk.
        Answered,
    }

    /// See [`ExotelSwitches::trunk_filter`].
    pub enum TrunkFilter {
        /// The trunk with that SID, or an empty list.
        Applied,
        /// All trunks.
        Ignored,
    }

    /// See [`ExotelSwitches::deleted_trunk_links`].
    pub enum DeletedTrunkLinks {
        /// The trunk as it was, with its links.
        Present,
        /// Without the links.
        Absent,
    }

    /// See [`ExotelSwitches::trunk_credentials`].
    pub enum TrunkCredentials {
        /// They go with the trunk.
        Deleted,
        /// They remain, and are listed, changed and deleted under the SID the trunk had.
        Kept,
    }

    /// See [`ExotelSwitches::unowned_number`].
    pub enum UnownedNumber {
        /// 400 and 1002, `Invalid PhoneNumber`.
        Refused,
        /// Mapped like any other.
        Accepted,
    }

    /// See [`ExotelSwitches::number_elsewhere`].
    pub enum NumberElsewhere {
        /// A duplicate.
        Refused,
        /// Mapped, and the other trunk no longer has the number.
        Moved,
    }

    /// See [`ExotelSwitches::acl_again`].
    pub enum AclAgain {
        /// The same address is a duplicate, whatever its mask.
        SameIp,
        /// The same address with the same mask is a duplicate.
        SameIpAndMask,
    }

    /// See [`ExotelSwitches::host_bits`].
    pub enum HostBits {
        /// `44.248.146.11` with mask 24 is stored as it came.
        Kept,
        /// `44.248.146.11` with mask 24 is stored as `44.248.146.0`.
        Masked,
    }

    /// See [`ExotelSwitches::acl_coverage`].
    pub enum AclCoverage {
        /// A row that contains the address.
        Range,
        /// A row that is the address, with any mask.
        Address,
    }

    /// See [`ExotelSwitches::destination_again`].
    pub enum DestinationAgain {
        /// Added once more, under an id of its own.
        Appended,
        /// 409 and 1008 in its entry, and 207 for the whole.
        Refused,
    }

    /// See [`ExotelSwitches::priority_on_create`].
    pub enum PriorityOnCreate {
        /// The row has priority 0 and weight 1, whatever was sent.
        Ignored,
        /// The row has what was sent.
        Applied,
    }

    /// Which characters a field of a credential may have.
    pub enum Alphabet {
        /// `[A-Za-z0-9_]`; anything else is 400 and 1002.
        Word,
        /// Anything.
        Any,
    }

    /// See [`ExotelSwitches::user_name_again`].
    pub enum UserNameAgain {
        /// A duplicate.
        Refused,
        /// Created once more, under an id of its own.
        Accepted,
    }

    /// See [`ExotelSwitches::credential_metadata`].
    pub enum CredentialMetadata {
        /// With `total` and `page`.
        WithTotals,
        /// Like other lists.
        Plain,
    }

    /// See [`ExotelSwitches::empty_list`].
    pub enum EmptyList {
        /// With `metadata`.
        WithMetadata,
        /// Without `metadata`, as credentials are.
        WithoutMetadata,
    }

    /// See [`ExotelSwitches::list_order`].
    pub enum ListOrder {
        /// The row created last comes first.
        NewestFirst,
        /// The row created first comes first.
        OldestFirst,
    }

    /// See [`ExotelSwitches::trunk_map_shape`].
    pub enum TrunkMapShape {
        /// In the envelope of other answers.
        Enveloped,
        /// The bare object.
        Flat,
    }

    /// See [`ExotelSwitches::delete_by_path`].
    pub enum DeleteByPath {
        /// 405.
        MethodNotAllowed,
        /// As if the id had come as a query parameter.
        Accepted,
    }

    /// See [`ExotelSwitches::unknown_keys`].
    pub enum UnknownKeys {
        /// As if they had not been sent.
        Ignored,
        /// 400 and 1007.
        Refused,
    }

    /// See [`ExotelSwitches::rate_model`].
    pub enum RateModel {
        /// A request leaves the count sixty seconds after it came.
        SlidingLog,
        /// The count starts anew with each minute of the clock.
        FixedWindow,
        /// A bucket that holds as many requests as the limit, and fills again by as many a minute.
        TokenBucket,
    }

    /// See [`ExotelSwitches::rate_limit_answer`].
    pub enum RateLimitAnswer {
        /// `RestException` with the code `RATE_LIMIT_EXCEEDED`, `Retry-After: 30`, and the three `X-RateLimit` headers.
        RestException,
        /// An empty body and no header.
        Bare,
    }
}
