namespace SmsBridge.Intake.Hooks;

/// <summary>
/// Reads the outer level of a Java map's text form, <c>{clientId=5.0, changes={status={id=300.0}}, resourceId=5.0}</c>. The form has no
/// escaping, so a value typed by a user (an external id) could forge a member: a member that occurs twice becomes unusable.
/// </summary>
internal static class JavaMapText
{
    private const string Ambiguous = "?";

    /// <summary>The members of the outer level; null when the text is not a map.</summary>
    public static Dictionary<string, string>? Read(string text)
    {
        text = text.Trim();
        if (text is not ['{', .., '}'])
        {
            return null;
        }

        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (start, length) in Members(text))
        {
            var member = text.AsSpan(start, length);
            var equals = member.IndexOf('=');
            if (equals > 0)
            {
                var name = member[..equals].Trim().ToString();
                members[name] = members.ContainsKey(name) ? Ambiguous : member[(equals + 1)..].Trim().ToString();
            }
        }

        return members;
    }

    private static IEnumerable<(int Start, int Length)> Members(string text)
    {
        var depth = 0;
        var start = 1;
        for (var index = 1; index < text.Length - 1; index++)
        {
            switch (text[index])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    depth--;
                    break;
                case ',' when depth == 0:
                    yield return (start, index - start);
                    start = index + 1;
                    break;
                default:
                    break;
            }
        }

        yield return (start, text.Length - 1 - start);
    }
}
