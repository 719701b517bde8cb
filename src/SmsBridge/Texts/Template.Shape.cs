namespace SmsBridge.Texts;

/// <summary>What a text can read like, whatever its values are.</summary>
internal sealed partial class Template
{
    /// <summary>Conditions of which all outcomes are looked at.</summary>
    public const int MostConditions = 6;

    /// <summary>The variables that the text asks for in conditions.</summary>
    public IReadOnlyCollection<string> Conditions => _needs?.Conditions ?? [];

    /// <summary>Every form that it can be sent in, of at most <see cref="MostConditions"/> conditions.</summary>
    public IEnumerable<TextShape> Shapes()
    {
        var conditions = Conditions.ToList();
        for (var outcome = 0; outcome < 1 << conditions.Count; outcome++)
        {
            var lacking = conditions.Where((_, place) => (outcome & (1 << place)) != 0).ToHashSet(StringComparer.Ordinal);
            if (ShapeOf(name => !lacking.Contains(name)) is { } shape)
            {
                yield return shape;
            }
        }
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
