namespace SmsBridge.Texts;

/// <summary>A text's registered template, ready to hold texts against it. Immutable.</summary>
/// <param name="Given">What the provider is told.</param>
/// <param name="Pattern">Null: another version of the bridge wrote it, and this one can not read it; then nothing fits.</param>
internal sealed record RegisteredText(RegisteredTemplate Given, RegisteredPattern? Pattern)
{
    public static RegisteredText Of(RegisteredTemplate template) =>
        new(template, template.Pattern is { Length: > 0 } text && RegisteredPattern.TryRead(text, out var pattern, out _) ? pattern : null);

    /// <summary>Why a text can not be published under it, in a sentence that names the remedy; null: it can.</summary>
    public string? WhyNever(Template text)
    {
        if (Pattern is null)
        {
            return "The registered template can not be read.";
        }

        if (RegisteredPattern.HasPlace(text.Text))
        {
            return "The text has a place of the registered template in it. Write a variable of the event there, as in {{name}}.";
        }

        if (text.Text.Any(TextShape.IsMark))
        {
            return "The text holds characters that are no writing, and can not be held against the registered template. Take them out.";
        }

        if (text.Conditions.Count > Template.MostConditions)
        {
            return FormattableString.Invariant($"The text has {text.Conditions.Count} conditions; of one with a registered template at most {Template.MostConditions} can be checked. Make them fewer.");
        }

        // Finish shortens blanks in a row; the rest of a shape is as it will be sent.
        foreach (var shape in text.Shapes())
        {
            if (!Pattern.Fits(shape.Text))
            {
                return $"{Pattern.WhyNot(shape.Text, shape.Words)}{Case(shape)} Make the text the registered template with variables in its places, or give the template it is registered under.";
            }
        }

        return null;
    }

    /// <summary>Why an SMS can not go out under it; null: it can. No value is in the words.</summary>
    /// <param name="body">The text with its values.</param>
    public string? WhyNot(Template text, TemplateModel model, string body)
    {
        if (Pattern is null)
        {
            return "Its registered template was written by another version of the bridge and can not be read by this one.";
        }

        if (Pattern.Fits(body))
        {
            return null;
        }

        var (shape, values) = text.ShapeOf(model);
        return shape is null ? "It does not fit the registered template."
            : !Pattern.Fits(shape.Text) ? Pattern.WhyNot(shape.Text, shape.Words)
            : TooLong(shape, values) ?? "With its values it does not fit the registered template.";
    }

    private string? TooLong(TextShape shape, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (piece, room) in Pattern!.Places(shape.Text))
        {
            var length = shape.Fill(piece, name => values.GetValueOrDefault(name, "")).Length;
            if (length > room)
            {
                return FormattableString.Invariant($"{shape.Words(piece)} has {length} characters; the registered template has room for {room} there.");
            }
        }

        return null;
    }

    private static string Case(TextShape shape) =>
        shape.Lacking.Count == 0 ? "" : $" That is so where {string.Join(", ", shape.Lacking.Select(static name => $"{{{{{name}}}}}"))} has no value.";
}
