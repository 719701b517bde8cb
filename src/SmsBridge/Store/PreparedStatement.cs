namespace SmsBridge.Store;

/// <summary>
/// A prepared statement of the hot paths. Its parameters have names, which are looked up once, and are bound by their place among them. Belongs to the
/// writer's connection and thread.
/// </summary>
internal abstract class PreparedStatement : StatementValues
{
    /// <summary>Runs to the end, for its effect; ready for the next use afterwards.</summary>
    /// <returns>Rows changed.</returns>
    public abstract int Execute();

    /// <summary>The same, of one made by <see cref="WriteSession.PrepareInsert"/>.</summary>
    /// <returns>Id of the row; null: none was inserted.</returns>
    public abstract long? Insert();

    /// <summary>The next row; false, and ready for the next use, when there is none.</summary>
    public abstract bool Step();

    /// <summary>Leaves the remaining rows.</summary>
    public abstract void Reset();

    public abstract bool IsNull(int column);

    public abstract long Integer(int column);

    public abstract string? Text(int column);

    public long? IntegerOrNull(int column) => IsNull(column) ? null : Integer(column);

    /// <summary>The first column of the first row.</summary>
    public long? Scalar()
    {
        if (!Step())
        {
            return null;
        }

        var value = IntegerOrNull(0);
        Reset();
        return value;
    }

    /// <summary>The first column of all rows.</summary>
    public List<long> Integers()
    {
        var values = new List<long>();
        while (Step())
        {
            values.Add(Integer(0));
        }

        return values;
    }
}
