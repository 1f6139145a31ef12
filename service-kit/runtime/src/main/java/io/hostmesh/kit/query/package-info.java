/** What queries of every service may say. */
@NullMarked
package io.hostmesh.kit.query;

import org.jspecify.annotations.NullMarked;
