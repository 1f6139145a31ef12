/** What servers are told at their first start. It can hold secrets. */
@NullMarked
package io.hostmesh.provisioning.userdata;

import org.jspecify.annotations.NullMarked;
