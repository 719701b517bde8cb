using System.Diagnostics;
using OpenTelemetry;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>What the framework writes of an address into a span: keys that are part of it are cut as in the log, and queries are left out.</summary>
internal sealed class SpanMask : BaseProcessor<Activity>
{
    private static readonly string[] Paths = ["url.path", "url.full", "http.target", "http.url"];

    private static readonly string[] Queries = ["url.query"];

    public override void OnEnd(Activity data)
    {
        foreach (var name in Paths)
        {
            if (data.GetTagItem(name) is string path)
            {
                data.SetTag(name, WebhookTokenMask.Hide(path.Split('?')[0]));
            }
        }

        foreach (var name in Queries)
        {
            if (data.GetTagItem(name) is not null)
            {
                data.SetTag(name, null);
            }
        }

        data.DisplayName = WebhookTokenMask.Hide(data.DisplayName);
    }
}
