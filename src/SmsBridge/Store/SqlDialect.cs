namespace SmsBridge.Store;

/// <summary>
/// What SQL has no common form for. All other statements are written so that every store takes them as they are; a word that only one knows stands
/// in its dialect, and nowhere else.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>Folder of its migrations.</summary>
    public abstract string Name { get; }

    /// <summary>A condition: two texts are the same but for the case of ASCII letters. Served by an index on <paramref name="column"/> that is made for it.</summary>
    public abstract string SameText(string column, string parameter);

    /// <summary>Behind a table's name: which index to read it by, where the planner would choose another one by its size. Must name one that serves the query.</summary>
    public abstract string ByIndex(string index);

    /// <summary>A table with one column, <c>value</c>: the numbers of a list that is one parameter, made with <see cref="List"/>.</summary>
    public abstract string Numbers(string parameter, string alias);

    /// <summary>What a follower reads; its table of positions, and the table it follows.</summary>
    public abstract Feed FeedOf(string positions, string record);

    /// <summary>A list as one parameter, for <see cref="Numbers"/>.</summary>
    public abstract object List(IEnumerable<long> numbers);
}

/// <summary>As SQLite puts it. <c>NOCASE</c> is the collation of the indexes that serve <see cref="SqlDialect.SameText"/>.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string Name => "sqlite";

    public override string SameText(string column, string parameter) => $"{column} = {parameter} COLLATE NOCASE";

    public override string ByIndex(string index) => $" INDEXED BY {index}";

    public override string Numbers(string parameter, string alias) => $"json_each({parameter}) AS {alias}";

    public override Feed FeedOf(string positions, string record) => new(positions, record);

    public override object List(IEnumerable<long> numbers) => $"[{string.Join(',', numbers)}]";
}
