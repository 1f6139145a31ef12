package io.hostmesh.gateway.key;

import io.hostmesh.kit.identity.Caller;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's key, known from the start: {@code HOSTMESH_ADMIN_KEY_HASH} holds the SHA-256, in lower-case hex, of the
 * ASCII text of the 52-character secret of the key {@code hmk_<key id>_<secret>}; or {@code <key id>:<hash>}, which holds
 * the key to its 16-character id as well. The launcher draws both parts at random and keeps the key.
 */
record AdminKey(@Nullable String keyId, SecretHash hash) {

    private static final Pattern FORMAT = Pattern.compile("(?:([a-z0-9]{16}):)?([0-9a-f]{64})");
    /** Not what the caller sent: an audit names the operator always alike. */
    private static final Caller OPERATOR =
            new Caller(Caller.Kind.ADMIN, ApiKey.ID_PREFIX + "operator", null, null, null);

    /** Throws IllegalArgumentException where the text is malformed, so that a gateway without its admin does not start. */
    static AdminKey parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected HOSTMESH_ADMIN_KEY_HASH as the 64 hex digits of a SHA-256,"
                    + " optionally after <16 characters key id>:");
        }
        return new AdminKey(matcher.group(1), new SecretHash(matcher.group(2)));
    }

    boolean isThat(ApiKeyText key) {
        return (keyId == null || keyId.equals(key.keyId())) && hash.matches(key.secretHash());
    }

    Caller caller() {
        return OPERATOR;
    }
}
