using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Insight.Lists;

/// <summary>A row of a list's table of filters.</summary>
/// <param name="Condition">On columns without alias.</param>
/// <param name="Parameter">Name of the value in it; null: it takes none.</param>
/// <param name="Index">That knows it.</param>
/// <param name="Column">What of the row it looks at, where rows are looked through.</param>
internal sealed record ListFilter(string Condition, string? Parameter = null, string? Index = null, string Column = "")
{
    /// <summary>Where stores put it differently; instead of <see cref="Condition"/>.</summary>
    public Func<SqlDialect, string>? ByDialect { get; init; }

    public string In(SqlDialect dialect) => ByDialect?.Invoke(dialect) ?? Condition;
}

/// <summary>A table or view with an index on (owner, id): most often owned by a tenant.</summary>
/// <param name="Owner">Null: all of it.</param>
internal sealed record ListTable(string Name, string Id, string? Owner = "tenant_id");

/// <summary>What is read of the rows that were found.</summary>
/// <param name="Id">By which they are found again.</param>
internal sealed record ListRows(string Columns, string From, string Id);

/// <summary>Whose rows, between which ids, how many at most.</summary>
/// <param name="Budget">Rows of each owner looked through where no index helps.</param>
/// <param name="Now">For what depends on the time.</param>
internal readonly record struct ListBounds(IEnumerable<long> Owners, long Low, long High, int Rows, int Budget = 0, long Now = 0);

/// <summary>
/// One look of a list: a page in the order of ids from one table, by one index. What several owners have is looked up owner by owner, each with a
/// LIMIT of its own, and only those few rows are put in order together: the cost does not grow with history.
/// </summary>
internal sealed record ListQuery(ListTable Table, ListRows Rows)
{
    /// <summary>Said to the planner; null: it finds it.</summary>
    public string? Index { get; init; }

    /// <summary>No index knows all of the filter: so many newest rows are looked through, and no more.</summary>
    public bool IsWalk { get; init; }

    /// <summary>Of a walk: nothing is said of what lies further.</summary>
    public bool EndsThere { get; init; }

    /// <summary>Found by what the filters know and then put in order: it is not much.</summary>
    public bool IsSorted { get; init; }

    private IReadOnlyList<ListFilter> Known { get; init; } = [];

    private IReadOnlyList<ListFilter> Sought { get; init; } = [];

    private IReadOnlyList<(string Name, object? Value)> Values { get; init; } = [];

    /// <summary>The columns of a few rows by their ids.</summary>
    public string OfEach(SqlDialect dialect, bool isUp) => $"""
        SELECT {Rows.Columns} {dialect.OfEach("@Owners", Rows.From, Rows.Id, Page(dialect, "t.value", Table.Id, isUp), Table.Id)}
        ORDER BY {Rows.Id} {Order(isUp)} LIMIT @Rows
        """;

    /// <summary>The same of a single owner, newest first.</summary>
    public string OfOne(SqlDialect dialect) => Rows.From == Table.Name && !IsWalk // which has the columns it looks at alone
        ? Page(dialect, "@Owner", Rows.Columns, isUp: false)
        : $"SELECT {Rows.Columns} FROM {Rows.From} WHERE {Rows.Id} IN ({Page(dialect, "@Owner", Table.Id, isUp: false)})";

    /// <summary>A page of each, together and in no order.</summary>
    public static string AllOfOne(SqlDialect dialect, IEnumerable<ListQuery> queries) =>
        string.Join("\nUNION ALL\n", queries.Select(query => $"SELECT * FROM ({query.OfOne(dialect)}) AS one"));

    /// <summary>The ids of the newest alone, to count them. In order, or the planner walks all there are and asks of each whether it is among them.</summary>
    public string Ids(SqlDialect dialect) => (this with { Rows = Rows with { Columns = Rows.Id } }).OfEach(dialect, isUp: false);

    /// <summary>How many there are, each owner's to the limit: out of the index alone where it knows enough.</summary>
    public string Count(SqlDialect dialect) =>
        $"SELECT COALESCE(SUM((SELECT COUNT(*) FROM ({Page(dialect, "t.value", Table.Id, isUp: false)}) AS page)), 0) FROM {dialect.Numbers("@Owners", "t")}";

    /// <summary>How far a walk got: the end nearest to the beginning, of those owners that have more rows than were looked through.</summary>
    public string WalkEnd(SqlDialect dialect, bool isUp) => $"""
        SELECT {(isUp ? "MIN" : "MAX")}(reached) FROM (
            SELECT ({Stretch(dialect, "t.value", Table.Id, isUp, "1 OFFSET @Budget - 1")}) AS reached FROM {dialect.Numbers("@Owners", "t")}) AS ends
        """;

    /// <summary>Whoever else's the list is: this one's.</summary>
    public ListQuery Of(long owner) => this with { Values = [.. Values, ("Owners", SqlDialect.List([owner]))] };

    /// <summary>Only what it lets through. Where rows are looked through, the index knows this.</summary>
    public ListQuery With(ListFilter filter, object? value = null) => Bind(filter, value) with { Known = [.. Known, filter] };

    /// <summary>The same, by its index.</summary>
    public ListQuery By(ListFilter filter, object? value = null) => With(filter, value) with { Index = filter.Index };

    /// <summary>Only what it lets through, found by looking where no index knows it.</summary>
    public ListQuery Seeking(ListFilter filter, object? value = null) => IsWalk ? Bind(filter, value) with { Sought = [.. Sought, filter] } : With(filter, value);

    /// <summary>Only what one of them lets through; those without a value let nothing through.</summary>
    public ListQuery WithAny(params ReadOnlySpan<(ListFilter Filter, long? Value)> choices)
    {
        var (query, conditions) = (this, new List<Func<SqlDialect, string>>());
        foreach (var (filter, value) in choices)
        {
            if (value is not null)
            {
                query = query.Bind(filter, value);
                conditions.Add(filter.In);
            }
        }

        return query.With(new ListFilter("") { ByDialect = dialect => $"({string.Join(" OR ", conditions.Select(condition => condition(dialect)))})" });
    }

    public DynamicParameters Parameters(ListBounds bounds) => Parameters([this], bounds);

    public static DynamicParameters Parameters(IEnumerable<ListQuery> queries, ListBounds bounds)
    {
        var parameters = new DynamicParameters(new
        {
            Owners = SqlDialect.List(bounds.Owners), Owner = bounds.Owners.FirstOrDefault(), bounds.Low, bounds.High, bounds.Rows, bounds.Budget, now = bounds.Now,
        });
        foreach (var (name, value) in queries.SelectMany(query => query.Values))
        {
            parameters.Add(name, value);
        }

        return parameters;
    }

    private ListQuery Bind(ListFilter filter, object? value) => filter.Parameter is { } name ? this with { Values = [.. Values, (name, value)] } : this;

    private string Page(SqlDialect dialect, string owner, string columns, bool isUp) => IsWalk
        ? $"SELECT {columns} FROM ({Stretch(dialect, owner, string.Join(", ", Sought.SelectMany(filter => filter.Column.Split(", ")).Prepend(Table.Id).Distinct(StringComparer.Ordinal)), isUp, "@Budget")}) AS stretch WHERE 1 = 1{And(dialect, Sought)} LIMIT @Rows"
        : Stretch(dialect, owner, columns, isUp, "@Rows");

    private string Stretch(SqlDialect dialect, string owner, string columns, bool isUp, string limit)
    {
        var id = IsSorted ? dialect.NotByIndex(Table.Id) : Table.Id;
        var owned = Table.Owner is null ? "" : $"{Table.Owner} = {owner} AND ";
        return $"""
            SELECT {columns} FROM {Table.Name}{dialect.ByIndex(Index)}
            WHERE {owned}{id} >= @Low AND {id} < @High{And(dialect, Known)} ORDER BY {id} {Order(isUp)} LIMIT {limit}
            """;
    }

    private static string And(SqlDialect dialect, IEnumerable<ListFilter> filters) => string.Concat(filters.Select(filter => $" AND {filter.In(dialect)}"));

    private static string Order(bool isUp) => isUp ? "ASC" : "DESC";
}
