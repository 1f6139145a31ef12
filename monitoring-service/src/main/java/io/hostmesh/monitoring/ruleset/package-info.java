/** The rules of accounts, as they are asked for, kept and made known to judges. */
@NullMarked
package io.hostmesh.monitoring.ruleset;

import org.jspecify.annotations.NullMarked;
