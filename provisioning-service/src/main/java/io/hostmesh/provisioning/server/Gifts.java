package io.hostmesh.provisioning.server;

import io.hostmesh.provisioning.sshkey.SshKeys;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What an owner gives a server for its machine, as the machine finds it in its environment. */
@ApplicationScoped
class Gifts {

    private final SshKeys sshKeys;
    private final UserData userData;

    Gifts(SshKeys sshKeys, UserData userData) {
        this.sshKeys = sshKeys;
        this.userData = userData;
    }

    /** Nothing is looked up for a server that got nothing. */
    Uni<Map<String, String>> of(Mutiny.Session session, ServerRow row) {
        List<String> ids = row.sshKeys.isEmpty() ? List.of() : List.of(row.sshKeys.split(",", -1));
        return sshKeys.lines(session, row.accountId, ids)
                .chain(lines -> content(session, row).map(content -> environment(lines, content)));
    }

    private Uni<@Nullable String> content(Mutiny.Session session, ServerRow row) {
        return row.hasUserData ? userData.of(session, row.id) : Uni.createFrom().nullItem();
    }

    private static Map<String, String> environment(List<String> lines, @Nullable String content) {
        Map<String, String> environment = new TreeMap<>();
        if (!lines.isEmpty()) {
            environment.put("HOSTMESH_SSH_KEYS", String.join("\n", lines));
        }
        if (content != null) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            environment.put("HOSTMESH_USER_DATA", Base64.getEncoder().encodeToString(bytes));
        }
        return environment;
    }
}
