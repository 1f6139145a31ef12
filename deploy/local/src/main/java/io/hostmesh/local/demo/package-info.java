/** Shows the whole loop on this machine, with what happens, when, and why. */
@NullMarked
package io.hostmesh.local.demo;

import org.jspecify.annotations.NullMarked;
