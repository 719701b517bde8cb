using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// How far a run is and about how long it still takes, in the last line of a terminal; on the error output, so that the table stays a table where it
/// is redirected. Goes by the time that scenarios took here: none of them is asked, and so none is held up.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;
    private const string ClearLine = "\r\x1b[K";

    private static readonly bool IsTerminal = !System.Console.IsErrorRedirected;

    private static readonly Lock Gate = new();

    private readonly ITimer _timer;
    private readonly TimeSpan _whole;
    private TimeSpan _done;
    private TimeSpan _expected;
    private long _began = TimeProvider.System.GetTimestamp();
    private string _scenario = "";

    /// <param name="expected">What all scenarios of the run take together.</param>
    public ProgressBar(TimeSpan expected)
    {
        _whole = expected;
        _timer = TimeProvider.System.CreateTimer(_ => Draw(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Begin(string scenario, TimeSpan expected)
    {
        lock (Gate)
        {
            _done += _expected;
            (_scenario, _expected, _began) = (scenario, expected, TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>Writes a line to the standard output where the bar may be.</summary>
    public static void WriteLine(string line)
    {
        lock (Gate)
        {
            Clear();
            System.Console.WriteLine(line);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (Gate)
        {
            _expected = TimeSpan.Zero; // a draw may be on its way
            Clear();
        }
    }

    private static void Clear()
    {
        if (IsTerminal)
        {
            System.Console.Error.Write(ClearLine);
        }
    }

    /// <param name="part">Of the whole, from 0 to 1.</param>
    private static string Text(string scenario, double part, TimeSpan left)
    {
        var full = (int)(part * Width);
        var rest = left > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(left.TotalMinutes):0} min left") : "a little longer than usual";
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', Width - full)}] {part * 100,3:0} %  {scenario}, {rest}");
    }

    private void Draw()
    {
        lock (Gate)
        {
            if (IsTerminal && _expected > TimeSpan.Zero)
            {
                var elapsed = TimeProvider.System.GetElapsedTime(_began);
                var at = _done + (elapsed < _expected ? elapsed : _expected); // one that takes longer waits at its end
                var text = Text(_scenario, at / _whole, _whole - at);
                System.Console.Error.Write(ClearLine + text[..Math.Min(text.Length, Math.Max(0, System.Console.WindowWidth - 1))]);
            }
        }
    }
}
