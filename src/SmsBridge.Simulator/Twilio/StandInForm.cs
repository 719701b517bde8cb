using System.Net;

namespace SmsBridge.Simulator.Twilio;

/// <summary>Names and values of a form or a query, decoded, in the order they came.</summary>
internal sealed class StandInForm
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    public string? this[string name]
    {
        get
        {
            foreach (var parameter in _parameters)
            {
                if (parameter.Key == name)
                {
                    return parameter.Value;
                }
            }

            return null;
        }
    }

    public static StandInForm Parse(string text)
    {
        var form = new StandInForm();
        var rest = text.AsSpan().TrimStart('?');
        foreach (var range in rest.Split('&'))
        {
            var pair = rest[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? [] : pair[(equals + 1)..];
            form._parameters.Add(new(WebUtility.UrlDecode(name.ToString()), WebUtility.UrlDecode(value.ToString())));
        }

        return form;
    }
}
