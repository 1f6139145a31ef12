/** What can be said about a server or a way to it when something is wrong: measurements, read. */
@NullMarked
package io.hostmesh.monitoring.diagnosis;

import org.jspecify.annotations.NullMarked;
