package dev.bongsu.frontend;

import dev.bongsu.access.Resource;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Category;
import dev.bongsu.directory.Saved;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.InUseException;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What recipients can refuse. */
final class CategoryRoutes {
  private final Categories categories;

  CategoryRoutes(Categories categories) {
    this.categories = categories;
  }

  void addTo(Routes routes) {
    routes
        .read("/v1/categories", Resource.CATEGORY, this::list)
        .change("PUT", "/v1/categories/{key}", Resource.CATEGORY, this::put)
        .read("/v1/categories/{key}", Resource.CATEGORY, this::get)
        .change("DELETE", "/v1/categories/{key}", Resource.CATEGORY, this::delete);
  }

  private Answer list(Call call) throws InvalidException {
    Query query = call.query();
    String words = query.text("q");
    Page.Request page = query.page();
    query.done();
    return Answer.ok(Pages.json(categories.list(words, page), Category::json));
  }

  private Answer put(Call call)
      throws ProblemException, InvalidException, StaleException, IOException {
    call.noQuery();
    CategoryKey key = call.newKey("key", CategoryKey::new);
    Saved<Category> saved = categories.put(key, call.object(), expected(call, key));
    return Versions.saved(
        saved.created(), saved.value().json(), saved.value().version(), "/v1/categories/" + key);
  }

  private Answer get(Call call) throws ProblemException, InvalidException {
    call.noQuery();
    CategoryKey key = key(call);
    Category category =
        categories.find(key).orElseThrow(() -> Call.missing("category", key).thrown());
    return Answer.ok(category.json()).with("ETag", Versions.tag(category.version()));
  }

  private Answer delete(Call call)
      throws ProblemException, InvalidException, StaleException, InUseException {
    call.noQuery();
    CategoryKey key = key(call);
    if (!categories.delete(key, expected(call, key))) {
      throw Call.missing("category", key).thrown();
    }
    return Answer.noContent();
  }

  private @Nullable Long expected(Call call, CategoryKey key) throws StaleException {
    return Versions.expected(call, () -> categories.find(key).map(Category::version));
  }

  private static CategoryKey key(Call call) throws ProblemException {
    return call.path("key", CategoryKey::new);
  }
}
