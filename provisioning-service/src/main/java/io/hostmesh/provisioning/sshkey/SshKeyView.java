package io.hostmesh.provisioning.sshkey;

import io.hostmesh.provisioning.label.Labels;
import java.time.Instant;
import java.util.Map;

/**
 * An SSH key as the API shows it.
 *
 * @param fingerprint as {@code ssh-keygen -l} shows it
 */
record SshKeyView(
        String id,
        String account,
        String name,
        String publicKey,
        String fingerprint,
        Map<String, String> labels,
        Instant createdAt,
        long version) {

    static SshKeyView of(SshKeyRow row) {
        return new SshKeyView(
                row.id,
                row.accountId,
                row.name,
                row.publicKey,
                row.fingerprint,
                Labels.read(row.labels).values(),
                row.createdAt,
                row.version);
    }
}
