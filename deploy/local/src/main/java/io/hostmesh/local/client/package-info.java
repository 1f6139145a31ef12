/** The public API and load on servers, as someone outside uses them: plain HTTP. */
@NullMarked
package io.hostmesh.local.client;

import org.jspecify.annotations.NullMarked;
