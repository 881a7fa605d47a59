package dev.bongsu.template;

import dev.bongsu.template.Expression.Literal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The last step before rendering: each value gets the target that it has at its place, functions
 * are tied in, blocks melt into what is around them, and neighbouring texts become one.
 */
final class Finisher {
  private final Target target;

  /** What the author wrote is no more in the target's language than a value is. */
  private final boolean quoted;

  private final boolean markup;
  private final IdentityHashMap<Node.Block, Complaints> authors;
  private Complaints complaints;

  /** Of use where {@code markup} is. */
  private HtmlPlace place = new HtmlPlace();

  /** Whether a loop that ends elsewhere than it began is gone over again, from where it ended. */
  private boolean again = true;

  private Finisher(
      Target target,
      boolean quoted,
      Complaints complaints,
      IdentityHashMap<Node.Block, Complaints> authors) {
    this.target = target;
    this.quoted = quoted;
    this.markup = target == Target.HTML && !quoted;
    this.complaints = complaints;
    this.authors = authors;
  }

  /** A text in the language of its target; complains of what cannot stand where it does. */
  static List<Node> finished(List<Node> parsed, Target target, Complaints complaints) {
    return finished(parsed, target, complaints, new IdentityHashMap<>());
  }

  /**
   * The same of a text that is put together.
   *
   * @param complaints of what does not stand in one of the blocks of {@code authors}
   * @param authors whose the contents of blocks are, by identity
   */
  static List<Node> finished(
      List<Node> parsed,
      Target target,
      Complaints complaints,
      IdentityHashMap<Node.Block, Complaints> authors) {
    return new Finisher(target, false, complaints, authors).all(parsed);
  }

  /** As {@link #finished}, of HTML that must end outside of any tag, so that it fits anywhere. */
  static List<Node> finishedElements(List<Node> parsed, Complaints complaints) {
    var finisher = new Finisher(Target.HTML, false, complaints, new IdentityHashMap<>());
    List<Node> finished = finisher.all(parsed);
    if (!finisher.place.isData()) {
      complaints.at(0, "the html ends inside of a tag, a comment, or an element like title");
    }
    return finished;
  }

  /** A plain text inside of a text of that target. */
  static List<Node> quoted(List<Node> parsed, Target target) {
    var unheard = Complaints.ofOther("", "", new ArrayList<>());
    return new Finisher(target, true, unheard, new IdentityHashMap<>()).all(parsed);
  }

  private List<Node> all(List<Node> nodes) {
    var finished = new Pieces();
    for (Node node : nodes) {
      switch (node) {
        case Node.Text(var text) -> text(text, finished);
        case Node.Value(var expression, _) -> finished.add(value(expression));
        case Node.Raw raw -> {
          if (markup && !place.isData()) {
            complaints.at(raw.at(), "{{{ }}} has its place between elements; write {{ }} in a tag");
          }
          finished.add(raw);
        }
        case Node.Choice(var condition, var then, var otherwise) -> {
          List<List<Node>> sides = sides(List.of(then, otherwise));
          finished.add(new Node.Choice(condition, sides.getFirst(), sides.getLast()));
        }
        case Node.With(var value, var body, var otherwise) -> {
          List<List<Node>> sides = sides(List.of(body, otherwise));
          finished.add(new Node.With(value, sides.getFirst(), sides.getLast()));
        }
        case Node.Each(var list, var body, var otherwise) -> {
          List<List<Node>> sides = sides(List.of(otherwise, List.of()));
          finished.add(new Node.Each(list, loop(body), sides.getFirst()));
        }
        case Node.Switch each -> finished.add(choice(each));
        case Node.Block block -> {
          Complaints around = complaints;
          complaints = authors.getOrDefault(block, around);
          all(block.body()).forEach(finished::add);
          complaints = around;
        }
        case Node.Partial(var function, var arguments, int at) ->
            finished.add(call(function, arguments, at));
        case Node.Call _, Node.UrlEnd _ -> finished.add(node);
      }
    }
    return finished.list();
  }

  private Node.Value value(Expression expression) {
    Target written = markup ? place.value() : target;
    if (LinkPlaces.shows(expression)) {
      complainOfLink(written, "", Expression.at(expression));
    }
    return new Node.Value(expression, written);
  }

  private void complainOfLink(Target written, String who, int at) {
    String complaint = LinkPlaces.complaint(written);
    if (complaint != null) {
      complaints.at(at, who + complaint);
    }
  }

  private void text(String text, Pieces finished) {
    if (quoted && target == Target.URL) {
      finished.add(new Node.Value(new Literal(text), target));
    } else if (quoted || target == Target.LINE) {
      var written = new StringBuilder(text.length() + 16);
      target.append(written, text.replace("\r\n", "\n"), Integer.MAX_VALUE - 1);
      finished.add(new Node.Text(written.toString()));
    } else if (markup) {
      int from = 0;
      int end = place.advance(text, 0);
      while (end >= 0) {
        finished.add(new Node.Text(text.substring(from, end)));
        finished.add(new Node.UrlEnd(place.opening()));
        from = end;
        end = place.advance(text, end + 1);
      }
      finished.add(new Node.Text(text.substring(from)));
    } else {
      finished.add(new Node.Text(text));
    }
  }

  /** Each side begins here; afterwards one may be at the end of any. */
  private List<List<Node>> sides(List<List<Node>> sides) {
    HtmlPlace start = place;
    HtmlPlace end = null;
    List<List<Node>> finished = new ArrayList<>(sides.size());
    for (List<Node> each : sides) {
      place = start.copy();
      finished.add(all(each));
      end = end == null ? place : HtmlPlace.either(end, place);
    }
    place = end == null ? start : end;
    return finished;
  }

  private List<Node> loop(List<Node> body) {
    HtmlPlace start = place.copy();
    List<Node> finished = all(body);
    HtmlPlace both = HtmlPlace.either(start, place);
    if (again && markup && !both.isLike(start)) {
      again = false;
      place = both.copy();
      finished = all(body);
      again = true;
    }
    place = both;
    return finished;
  }

  private Node.Switch choice(Node.Switch parsed) {
    List<List<Node>> sides = new ArrayList<>();
    parsed.cases().forEach(each -> sides.add(each.body()));
    sides.add(parsed.otherwise());
    List<List<Node>> finished = sides(sides);
    List<Node.Case> cases = new ArrayList<>();
    for (int i = 0; i < parsed.cases().size(); i++) {
      cases.add(new Node.Case(parsed.cases().get(i).labels(), finished.get(i)));
    }
    return new Node.Switch(parsed.value(), List.copyOf(cases), finished.getLast());
  }

  private Node.Call call(Function function, Expression.Arguments arguments, int at) {
    boolean elements = markup && place.isData();
    if (!elements && !function.says(false)) {
      complaints.at(at, "function " + function.key() + " has no text, only html");
    }
    Target written = markup && !elements ? place.value() : target;
    if (function.showsLinks() || LinkPlaces.shows(arguments)) {
      complainOfLink(written, "function " + function.key() + " shows a link, but ", at);
    }
    return function.call(arguments, written, elements);
  }

  /** What is finished, its texts joined. */
  private static final class Pieces {
    private final List<Node> nodes = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    void add(Node node) {
      if (node instanceof Node.Text(var more)) {
        text.append(more);
      } else {
        flush();
        nodes.add(node);
      }
    }

    private void flush() {
      if (!text.isEmpty()) {
        nodes.add(new Node.Text(text.toString()));
        text.setLength(0);
      }
    }

    List<Node> list() {
      flush();
      return List.copyOf(nodes);
    }
  }
}
