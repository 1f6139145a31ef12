package io.hostmesh.provisioning.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owner gives each new member for its machine.
 *
 * @param sshKeys ids of the keys, each once
 * @param userData by what the user data is known, or null for none; the content, which can hold secrets, is kept elsewhere
 */
record Given(List<String> sshKeys, @Nullable String userData) {

    static final Given NOTHING = new Given(List.of(), null);

    Given {
        sshKeys = List.copyOf(sshKeys);
    }
}
