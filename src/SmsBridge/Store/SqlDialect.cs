using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Store;

/// <summary>
/// What SQL has no common form for. All other statements are written so that every store takes them as they are; a word that only one knows stands
/// in its dialect, and nowhere else.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>Folder of its migrations.</summary>
    public abstract string Name { get; }

    /// <summary><c>event.pending</c> of an accepted event that just came in: 1 waits for its tenant's turn, 2 is found behind <c>inbox_cursor</c>.</summary>
    public abstract long Arrived { get; }

    /// <summary>A condition: two texts are the same but for the case of ASCII letters. Served by an index on <paramref name="column"/> that is made for it.</summary>
    public abstract string SameText(string column, string parameter);

    /// <summary>Behind a table's name: which index to read it by, where the planner would choose another one by its size. Must name one that serves the query.</summary>
    /// <param name="index">Null: it chooses itself.</param>
    public abstract string ByIndex(string? index);

    /// <summary>The column, but so that no index on it is walked.</summary>
    public abstract string NotByIndex(string column);

    /// <summary>The last four characters, as the index on a message's recipient has them.</summary>
    public abstract string LastFour(string text);

    /// <summary>A text of an object that is kept as JSON; NULL: there is none.</summary>
    public abstract string JsonText(string column, string member);

    /// <summary>A table with one column, <c>value</c>: the numbers of a list that is one parameter, made with <see cref="List(IEnumerable{long})"/>.</summary>
    public abstract string Numbers(string parameter, string alias);

    /// <summary>A condition: the column is among the numbers of the parameter <c>@ids</c>, made with <see cref="List(IEnumerable{long})"/>.</summary>
    public string Listed(string column) => $"{column} IN (SELECT value FROM {Numbers("@ids", "listed")})";

    /// <summary>The same of texts, as a query.</summary>
    public abstract string Texts(string parameter);

    /// <summary>FROM and WHERE: of every value of a list of numbers, the rows that a query for it names by their id.</summary>
    /// <param name="list">Name of the parameter, with its <c>@</c>; in the query a value is <c>t.value</c>.</param>
    /// <param name="rows">Tables to read.</param>
    /// <param name="id">Their id, which the query gives as <paramref name="idInQuery"/>.</param>
    public abstract string OfEach(string list, string rows, string id, string query, string idInQuery);

    /// <summary>What a follower reads; its table of positions, and the table it follows.</summary>
    public abstract Feed FeedOf(string positions, string record);

    /// <summary>A condition on a row of <paramref name="record"/>: its follower has not taken it up yet.</summary>
    public abstract string IsAhead(string positions, string record);

    /// <summary>No id of the table will be less, whatever was in it: for good where the store gives ids by a counter.</summary>
    /// <returns>False: it gives them by what is in the table, so that the least has to be said with a row.</returns>
    public abstract bool RaiseIds(WriteSession session, string table, long least);

    /// <summary>The number of a table's newest row is given again when that row is deleted: it must not be, where somebody follows by numbers.</summary>
    public abstract bool GivesIdsAgain { get; }

    /// <summary>A list as one parameter.</summary>
    public static string List(IEnumerable<long> numbers) => $"[{string.Join(',', numbers.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    /// <inheritdoc cref="List(IEnumerable{long})"/>
    public static string List(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(value => $"\"{JsonEncodedText.Encode(value)}\""))}]";
}
