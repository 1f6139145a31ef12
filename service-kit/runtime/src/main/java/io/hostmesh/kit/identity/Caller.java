package io.hostmesh.kit.identity;

import io.hostmesh.kit.problem.CommonProblem;
import io.hostmesh.kit.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param id the id of the API key, or of the server that speaks for itself
 * @param accountId the account to act for; null for an administrator who acts for the operator
 * @param serverId the server that speaks for itself, and {@code groupId} its group, if it has one
 */
public record Caller(
        Kind kind,
        String id,
        @Nullable String accountId,
        @Nullable String serverId,
        @Nullable String groupId) {

    /** What kind of key or token the caller showed. */
    public enum Kind {
        ADMIN,
        ACCOUNT,
        SERVER
    }

    /** True if an object of that account is there for this caller; null stands for the operator's own objects. */
    public boolean canSee(@Nullable String ownerAccountId) {
        if (kind == Kind.ADMIN && accountId == null) {
            return true;
        }
        return accountId != null && accountId.equals(ownerAccountId);
    }

    /** The account to act for; a problem for an administrator who named none. */
    public String requireAccount() {
        if (accountId == null) {
            throw Problems.refusal(
                    CommonProblem.ACCOUNT_REQUIRED,
                    "Expected an account to act for: send the header Hostmesh-Account with its id.");
        }
        return accountId;
    }

    /** A 403 problem for anyone but an administrator. */
    public void requireAdmin() {
        if (kind != Kind.ADMIN) {
            throw Problems.refusal(CommonProblem.ADMINISTRATORS_ONLY, "Only an administrator's key may do this.");
        }
    }

    /** A 403 problem for a server's own token; for every endpoint that is not meant for servers. */
    public void refuseServers() {
        if (kind == Kind.SERVER) {
            throw Problems.refusal(CommonProblem.NOT_FOR_SERVERS, "A server's token may not do this; use an API key.");
        }
    }
}
