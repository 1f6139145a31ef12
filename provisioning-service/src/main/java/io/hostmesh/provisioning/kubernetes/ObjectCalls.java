package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.ReplaceDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extension.ExtensibleResource;
import io.hostmesh.provisioning.driver.DriverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls about one kind of object in one namespace; each ends within the client's time limit. */
final class ObjectCalls<T extends HasMetadata> {

    private static final int MOST_PAGES = 10_000;

    private final String plural;
    private final String namespace;
    private final NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> objects;

    /** @param plural the kind's name as a Role has it */
    ObjectCalls(
            String plural,
            String namespace,
            NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> objects) {
        this.plural = plural;
        this.namespace = namespace;
        this.objects = objects;
    }

    @Nullable
    T get(String name) {
        return call("get", () -> objects.withName(name).get());
    }

    /** Empty if one of that name is there. */
    Optional<T> create(T object) {
        return unlessConflict("create", () -> objects.resource(object).create());
    }

    /** Replaces the version that the object names; empty if that is not the newest, or is gone. */
    Optional<T> replace(T object) {
        return unlessConflict("update", () -> objects.resource(object).update());
    }

    /** Has no effect on what is not there. */
    void delete(String name) {
        call("delete", () -> objects.withName(name).delete());
    }

    /** Deletes the version that was read; false if that is not the newest any more. */
    boolean delete(T object) {
        return unlessConflict("delete", () -> {
                    locked(object).delete();
                    return true;
                })
                .isPresent();
    }

    /** Deletes the version that was read without waiting for whoever has to confirm it. */
    boolean deleteByForce(T object) {
        return unlessConflict("delete", () -> {
                    if (!(locked(object) instanceof ExtensibleResource<T> versioned)) {
                        throw new IllegalStateException("expected a version's deletion to take a grace period");
                    }
                    versioned.withGracePeriod(0).delete();
                    return true;
                })
                .isPresent();
    }

    private ReplaceDeletable<T> locked(T object) {
        return objects.resource(object).lockResourceVersion(object.getMetadata().getResourceVersion());
    }

    /** Takes a finalizer off the version that was read; false if that is not the newest any more. */
    boolean release(T object, String finalizer) {
        List<String> others = object.getMetadata().getFinalizers().stream()
                .filter(name -> !name.equals(finalizer))
                .map(name -> "\"" + name + "\"")
                .toList();
        String patch = "[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\""
                + object.getMetadata().getResourceVersion()
                + "\"},{\"op\":\"replace\",\"path\":\"/metadata/finalizers\",\"value\":["
                + String.join(",", others) + "]}]";
        return unlessConflict("patch", () -> {
                    objects.withName(object.getMetadata().getName()).patch(PatchContext.of(PatchType.JSON), patch);
                    return true;
                })
                .isPresent();
    }

    /**
     * Changes labels of the version that was read; empty if that is not the newest any more, or is gone.
     *
     * @param labels what they become, and empty for those that it is to lose
     */
    Optional<T> relabel(T object, Map<String, Optional<String>> labels) {
        Map<String, String> there = object.getMetadata().getLabels();
        StringBuilder patch = new StringBuilder(
                        "[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"")
                .append(object.getMetadata().getResourceVersion())
                .append("\"}");
        labels.forEach((label, value) -> {
            String path =
                    "\"path\":\"/metadata/labels/" + label.replace("~", "~0").replace("/", "~1") + "\"";
            if (value.isPresent()) {
                patch.append(",{\"op\":\"add\",")
                        .append(path)
                        .append(",\"value\":\"")
                        .append(value.get())
                        .append("\"}");
            } else if (there.containsKey(label)) {
                patch.append(",{\"op\":\"remove\",").append(path).append("}");
            }
        });
        return unlessConflict("patch", () -> objects.withName(
                        object.getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON), patch.append("]").toString()));
    }

    /**
     * Every object that a selector finds, asked for in pages.
     *
     * @param selector in the syntax of {@code kubectl -l}
     */
    List<T> list(String selector, int pageSize) {
        List<T> all = new ArrayList<>();
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            String continuation = next;
            KubernetesResourceList<T> list = call("list", () -> selected(selector)
                    .list(new ListOptionsBuilder()
                            .withLabelSelector(selector)
                            .withLimit((long) pageSize)
                            .withContinue(continuation)
                            .build()));
            if (list == null) {
                break;
            }
            all.addAll(list.getItems());
            next = list.getMetadata() == null ? null : list.getMetadata().getContinue();
            if (next == null || next.isEmpty()) {
                break;
            }
        }
        return all;
    }

    FilterWatchListDeletable<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> selected(String selector) {
        return objects.withLabelSelector(selector);
    }

    private <R> Optional<R> unlessConflict(String verb, Supplier<R> action) {
        try {
            return Optional.ofNullable(action.get());
        } catch (KubernetesClientException e) {
            if (e.getCode() == ApiErrors.CONFLICT || (e.getCode() == ApiErrors.NOT_FOUND && !verb.equals("create"))) {
                return Optional.empty();
            }
            throw ApiErrors.explain(verb, plural, namespace, e);
        }
    }

    private <R> @Nullable R call(String verb, Supplier<@Nullable R> action) {
        try {
            return action.get();
        } catch (KubernetesClientException e) {
            throw ApiErrors.explain(verb, plural, namespace, e);
        }
    }

    /** @throws DriverException if it is not there */
    T require(String name) {
        T object = get(name);
        if (object == null) {
            throw new DriverException("expected " + plural + "/" + name + " in namespace " + namespace + ", got none");
        }
        return object;
    }
}
