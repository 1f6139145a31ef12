package io.hostmesh.provisioning.sshkey;

import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.label.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Bodies of requests about SSH keys. */
final class SshKeyRequests {

    private SshKeyRequests() {}

    /** {@code POST /v1/ssh-keys}. */
    @Schema(requiredProperties = {"name", "publicKey"})
    record CreateKey(
            @Nullable String name,
            @Nullable String publicKey,
            @Nullable Map<String, String> labels) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            nameErrors(name, errors);
            Labels.errors(labels, errors);
            PublicKey.read("publicKey", publicKey, errors);
            return errors;
        }
    }

    /** {@code PATCH /v1/ssh-keys/{id}}: what is to stay is left out. Labels are replaced as a whole. */
    record ChangeKey(@Nullable String name, @Nullable Map<String, String> labels) implements ChecksItself {

        @Override
        public List<FieldError> errors() {
            List<FieldError> errors = new ArrayList<>();
            if (name != null) {
                nameErrors(name, errors);
            }
            Labels.errors(labels, errors);
            return errors;
        }
    }

    private static void nameErrors(@Nullable String name, List<FieldError> errors) {
        if (name == null || !Names.isGood(name, Names.LONGEST)) {
            errors.add(new FieldError("name", Names.rule(Names.LONGEST)));
        }
    }
}
