namespace SmsBridge.Texts;

/// <summary>What a text can read like, whatever its values are.</summary>
internal sealed partial class Template
{
    /// <summary>Conditions of which all outcomes are looked at.</summary>
    public const int MostConditions = 6;

    /// <summary>The variables that the text asks for in conditions.</summary>
    public IReadOnlyCollection<string> Conditions => _needs?.Conditions ?? [];

    /// <summary>Every form that it can be sent in; of more than <see cref="MostConditions"/> conditions some of them.</summary>
    public IEnumerable<TextShape> Shapes()
    {
        foreach (var lacking in Outcomes())
        {
            if (ShapeOf(name => !lacking.Contains(name)) is { } shape)
            {
                yield return shape;
            }
        }
    }

    /// <summary>Whether it can be nothing at all: for some outcome of its conditions all it has is left out.</summary>
    public bool CanBeEmpty =>
        _needs is null ? Render(new TemplateModel()).Length == 0 : Shapes().Any(shape => string.IsNullOrWhiteSpace(shape.Text));

    /// <summary>What it reads like with these values, for each outcome of its conditions in which it would be sent; first with all that is given.</summary>
    public IEnumerable<string> Variants(TemplateModel model)
    {
        var values = Values(model);
        foreach (var lacking in Outcomes())
        {
            var given = values.ToDictionary(each => each.Key, each => lacking.Contains(each.Key) ? "" : each.Value, StringComparer.Ordinal);
            if (_needs?.Missing(given) is null)
            {
                yield return Fill(given);
            }
        }
    }

    /// <summary>What each outcome of the conditions lacks: all of them; of many conditions those in which none, all, or one differs from the others.</summary>
    private IEnumerable<IReadOnlySet<string>> Outcomes()
    {
        var conditions = Conditions.ToList();
        if (conditions.Count <= MostConditions)
        {
            return Enumerable.Range(0, 1 << conditions.Count).Select(outcome => conditions.Where((_, place) => (outcome & (1 << place)) != 0).ToHashSet(StringComparer.Ordinal));
        }

        return [new HashSet<string>(StringComparer.Ordinal), conditions.ToHashSet(StringComparer.Ordinal),
            .. conditions.Select(one => new HashSet<string>([one], StringComparer.Ordinal)), .. conditions.Select(one => conditions.Where(other => other != one).ToHashSet(StringComparer.Ordinal))];
    }

    /// <summary>The form of one SMS, and the values that stand for its marks.</summary>
    public (TextShape? Shape, IReadOnlyDictionary<string, string> Values) ShapeOf(TemplateModel model)
    {
        var values = Values(model);
        return (ShapeOf(name => !string.IsNullOrWhiteSpace(values.GetValueOrDefault(name))), values);
    }

    /// <returns>Null: nothing would be sent, for something is missing.</returns>
    private TextShape? ShapeOf(Func<string, bool> isGiven)
    {
        List<string> names = [.. _variables.Select(static variable => variable.Name), .. Own.Select(static variable => variable.Name)];
        var marks = names.Select((name, place) => (name, Mark: isGiven(name) ? TextShape.MarkOf(place) : "")).ToDictionary(static each => each.name, static each => each.Mark, StringComparer.Ordinal);
        return _needs?.Missing(marks) is null ? new TextShape(Fill(marks), names) { Lacking = [.. Conditions.Where(name => !isGiven(name))] } : null;
    }
}
