package io.hostmesh.kit.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor where the next page begins, or null on the last one
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /**
     * The page of what a query for one more than the limit found, in the order of ids.
     *
     * @param limitPlusOne up to {@link PageRequest#queryLimit()} items
     * @param idOf the id that the list is ordered by
     */
    public static <T> Page<T> of(List<T> limitPlusOne, PageRequest request, Function<T, String> idOf) {
        if (limitPlusOne.size() <= request.limit()) {
            return new Page<>(List.copyOf(limitPlusOne), null);
        }
        List<T> items = List.copyOf(limitPlusOne.subList(0, request.limit()));
        return new Page<>(items, PageRequest.cursorAfter(idOf.apply(items.get(items.size() - 1))));
    }

    /** The same page with each item in another form. */
    public <R> Page<R> map(Function<? super T, ? extends R> form) {
        return new Page<>(items.stream().<R>map(form).toList(), nextCursor);
    }
}
