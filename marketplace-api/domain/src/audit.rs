//! What is written down for good when somebody does it.

use crate::named;

named!(/// One kind of act. The subject is an id in text form.
AuditAction {
    StaffRoleGranted = "staff.granted",
    StaffRoleTaken = "staff.taken",
    UserSuspended = "user.suspended",
    UserRestored = "user.restored",
    PasswordChanged = "user.password-changed",
    OrgSuspended = "org.suspended",
    OrgRestored = "org.restored",
    MemberAdded = "org.member-added",
    MemberRoleChanged = "org.member-role-changed",
    MemberRemoved = "org.member-removed",
    ApiKeyCreated = "api-key.created",
    ApiKeyRevoked = "api-key.revoked",
    ServiceTokenCreated = "service-token.created",
    ServiceTokenRevoked = "service-token.revoked",
    ListingApproved = "listing.approved",
    ListingDeclined = "listing.declined",
    ListingSuspended = "listing.suspended",
    ListingRestored = "listing.restored",
});
