/** API keys: their text, their hash at rest, their life. */
@NullMarked
package io.hostmesh.gateway.key;

import org.jspecify.annotations.NullMarked;
