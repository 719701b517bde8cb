namespace SmsBridge.Texts;

/// <summary>
/// The variables a text can not do without: a value that is missing where the text names it leaves half a sentence, unless an <c>{{#if}}</c> allows for it.
/// Each with the conditions under which the text names it.
/// </summary>
internal sealed class TemplateNeeds
{
    private readonly List<Need> _needs = [];
    private readonly List<Condition> _path = [];
    private readonly Stack<int> _blocks = new();
    private readonly HashSet<string> _conditions = new(StringComparer.Ordinal);

    /// <summary>The variables that are asked for in conditions.</summary>
    public IReadOnlyCollection<string> Conditions => _conditions;

    /// <summary>Whether something is named that no condition allows for.</summary>
    public bool Any => _needs.Exists(need => need.Path.Count == 0);

    /// <returns>The first variable that is named although it has no value; null: none.</returns>
    public string? Missing(IReadOnlyDictionary<string, string> values)
    {
        foreach (var (variable, path) in _needs)
        {
            if (!IsGiven(values, variable) && path.TrueForAll(condition => IsGiven(values, condition.Variable) == condition.IsGiven))
            {
                return variable;
            }
        }

        return null;
    }

    public void Use(string variable) => _needs.Add(new Need(variable, [.. _path]));

    public void Open(string helper, string variable)
    {
        _blocks.Push(_path.Count);
        _path.Add(new Condition(variable, helper == "if"));
        _conditions.Add(variable);
    }

    public void Else(string? elseIf)
    {
        _path[^1] = _path[^1] with { IsGiven = !_path[^1].IsGiven };
        if (elseIf is not null)
        {
            _path.Add(new Condition(elseIf, IsGiven: true));
            _conditions.Add(elseIf);
        }
    }

    public void Close()
    {
        var from = _blocks.Pop();
        _path.RemoveRange(from, _path.Count - from);
    }

    private static bool IsGiven(IReadOnlyDictionary<string, string> values, string variable) => values.TryGetValue(variable, out var value) && !string.IsNullOrWhiteSpace(value);

    private readonly record struct Condition(string Variable, bool IsGiven);

    private readonly record struct Need(string Variable, List<Condition> Path);
}
