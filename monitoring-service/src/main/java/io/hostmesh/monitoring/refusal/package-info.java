/** The kinds of problems of monitoring, which its deciders and handlers refuse with and its API's document shows. */
@NullMarked
package io.hostmesh.monitoring.refusal;

import org.jspecify.annotations.NullMarked;
