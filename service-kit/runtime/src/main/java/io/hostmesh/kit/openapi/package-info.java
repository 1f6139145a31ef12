/** What the OpenAPI document says besides what can be read from the resources' signatures: problems and examples. */
@NullMarked
package io.hostmesh.kit.openapi;

import org.jspecify.annotations.NullMarked;
