package io.hostmesh.workload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * What the server's owner gave it for its first start: SSH keys, one a line, and user data in base 64. Both are shown as counts
 * and digests only, because user data can hold secrets and anyone on this computer can ask.
 */
final class Received {

    private Received() {}

    /** Members of a JSON object. */
    static String json(Map<String, String> environment) {
        long keys = environment
                .getOrDefault("HOSTMESH_SSH_KEYS", "")
                .lines()
                .filter(line -> !line.isBlank())
                .count();
        byte[] userData = Base64.getDecoder().decode(environment.getOrDefault("HOSTMESH_USER_DATA", ""));
        return "\"sshKeys\":" + keys + ",\"userDataBytes\":" + userData.length + ",\"userDataSha256\":"
                + (userData.length == 0 ? "null" : "\"" + sha256(userData) + "\"");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256 in every Java runtime", e);
        }
    }
}
