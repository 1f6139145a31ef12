/** The customers of the installation. */
@NullMarked
package io.hostmesh.gateway.account;

import org.jspecify.annotations.NullMarked;
