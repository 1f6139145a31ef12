package io.hostmesh.provisioning.group;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.group.GroupRequests.GroupBody;
import io.hostmesh.provisioning.sshkey.SshKeys;
import io.hostmesh.provisioning.userdata.UserData;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * What the members of groups are given for their machines. User data is kept by a digest of its content, so that templates with the
 * same one are equal; that of a template to which an update may go back is kept until that is over.
 */
@ApplicationScoped
class MemberGifts {

    private static final int DIGEST_BYTES = 16;

    private final SshKeys sshKeys;
    private final UserData userData;

    MemberGifts(SshKeys sshKeys, UserData userData) {
        this.sshKeys = sshKeys;
        this.userData = userData;
    }

    /** What members get after that request, which leaves out what is to stay; what is wrong with it is added to the errors. */
    Uni<Given> wished(Mutiny.Session session, String accountId, GroupBody body, Given before, List<FieldError> errors) {
        userData.errors(body.userData(), errors);
        String digest = body.userData() == null ? before.userData() : digest(body.userData());
        return body.sshKeys() == null
                ? Uni.createFrom().item(new Given(before.sshKeys(), digest))
                : sshKeys.find(session, accountId, body.sshKeys(), errors).map(keys -> new Given(keys, digest));
    }

    private static @Nullable String digest(String content) {
        if (content.isEmpty()) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected every Java to have SHA-256", e);
        }
    }

    /** Under whose name user data of a group's template is kept; null for none. */
    static @Nullable String owner(String groupId, Given given) {
        return given.userData() == null ? null : owner(groupId, given.userData());
    }

    private static String owner(String groupId, String digest) {
        return groupId + "/" + digest;
    }

    /** Keeps the content of a request that is about to be carried out. */
    Uni<Void> keep(Mutiny.Session session, GroupDescription of, @Nullable String content) {
        String owner = owner(of.id(), of.given());
        return content == null || owner == null
                ? Uni.createFrom().voidItem()
                : userData.keep(session, owner, of.accountId(), content);
    }

    /** Forgets what was kept for a request that was refused, unless the group had it before. */
    Uni<Void> forgetRefused(Mutiny.Session session, Group group, Given refused) {
        return refused.userData() == null || needed(group).contains(refused.userData())
                ? Uni.createFrom().voidItem()
                : userData.forget(session, owner(group.description().id(), refused.userData()));
    }

    /** Forgets what no new member can get any more. */
    Uni<Void> forgetUnneeded(Mutiny.Session session, Group before, Group after) {
        Set<String> over = new HashSet<>(needed(before));
        over.removeAll(needed(after));
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String digest : over) {
            done = done.chain(
                    () -> userData.forget(session, owner(before.description().id(), digest)));
        }
        return done;
    }

    /** What a new member can get: by the template, and by the one that an update may go back to. */
    static Set<String> needed(Group group) {
        Set<String> needed = new HashSet<>();
        if (group instanceof Group.Active active) {
            add(needed, active.description().given());
            Rollout rollout = active.rollout();
            if (rollout.update() != null && rollout.underWay()) {
                add(needed, rollout.update().stable().given());
            }
        }
        return needed;
    }

    private static void add(Set<String> needed, Given given) {
        if (given.userData() != null) {
            needed.add(given.userData());
        }
    }
}
