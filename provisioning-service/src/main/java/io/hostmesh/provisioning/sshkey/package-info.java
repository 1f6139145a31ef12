/** The SSH keys of accounts. */
@NullMarked
package io.hostmesh.provisioning.sshkey;

import org.jspecify.annotations.NullMarked;
