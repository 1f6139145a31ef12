package io.hostmesh.contracts;

/**
 * A kind of event: its CloudEvents type, the record that carries its data, and the topic it travels on.
 *
 * @param name the CloudEvents {@code type}, for example {@code io.hostmesh.provisioning.server.failed}
 * @param schemaVersion the version of the data's shape; a published version only ever gains optional fields
 */
public record EventType<T>(String name, Class<T> dataType, Topic topic, int schemaVersion) {}
