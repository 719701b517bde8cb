using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Listener;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>
/// A broker of one queue or topic, by the client library's own host: hands over against credit, forgets what is accepted, and hands over again, before all else, what a link that ended
/// had not settled.
/// </summary>
internal sealed class AmqpStandIn : ILinkProcessor, IMessageSource, IDisposable
{
    public const string User = "svc";
    public const string Password = "pass:word/ä";

    private readonly Lock _gate = new();
    private readonly LinkedList<Item> _waiting = new();
    private readonly List<(Item Item, ListenerLink Link)> _handed = [];
    private readonly int _port = Machine.FreePort();
    private readonly X509Certificate2? _certificate;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ContainerHost? _host;
    private int _published;

    public AmqpStandIn(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        SetUp();
    }

    public string Servers => $"{(_certificate is null ? "amqp" : "amqps")}://127.0.0.1:{_port}";

    public ConcurrentQueue<Attach> Attached { get; } = new();

    public ConcurrentQueue<string> Containers { get; } = new();

    /// <summary>Why it lets nobody attach.</summary>
    public string? Refusal { get; set; }

    /// <summary>It is cut off as soon as somebody says that a message is done with, and does not hear it: so often.</summary>
    public int CutOffs { get; set; }

    public int Accepted { get; private set; }

    public int MostHanded { get; private set; }

    public int Left
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + _handed.Count;
            }
        }
    }

    public void SetUp()
    {
        var address = new Address("127.0.0.1", _port, scheme: _certificate is null ? "amqp" : "amqps");
        _host = _certificate is null ? new ContainerHost(address) : new ContainerHost([address], _certificate);
        _host.Listeners[0].SASL.EnablePlainMechanism(User, Password);
        _host.Listeners[0].HandlerFactory = _ => new Opens(Containers);
        _host.RegisterLinkProcessor(this);
        _host.Open();
    }

    public void SetDown() => _host!.Close();

    public void Dispose() => SetDown();

    /// <summary>As a broker hands over a core's JMS message of bytes.</summary>
    public void Publish(params IEnumerable<byte[]> messages)
    {
        foreach (var bytes in messages)
        {
            var id = $"ID:core-1:1:1:1:{Interlocked.Increment(ref _published)}";
            Publish(() => new Message { Header = new Header { Durable = true }, Properties = new Properties { MessageId = id }, BodySection = new Data { Binary = bytes } });
        }
    }

    public void Publish(Func<Message> make)
    {
        lock (_gate)
        {
            _waiting.AddLast(new Item(make, Interlocked.Increment(ref _published)));
        }

        Wake();
    }

    public void Process(AttachContext attachContext)
    {
        Attached.Enqueue(attachContext.Attach);
        if (Refusal is { } refusal)
        {
            attachContext.Complete(new Error(ErrorCode.NotFound) { Description = refusal });
            return;
        }

        attachContext.Link.AddClosedCallback((link, _) => Requeue((ListenerLink)link));
        attachContext.Complete(new SourceLinkEndpoint(this, attachContext.Link), 0);
    }

    public async Task<ReceiveContext> GetMessageAsync(ListenerLink link)
    {
        while (!link.IsClosed)
        {
            Task more;
            lock (_gate)
            {
                if (_waiting.First is { Value: var item })
                {
                    _waiting.RemoveFirst();
                    _handed.Add((item, link));
                    MostHanded = Math.Max(MostHanded, _handed.Count);
                    return new ReceiveContext(link, item.Make()) { UserToken = item };
                }

                more = _more.Task;
            }

            await more;
        }

        return null!;
    }

    public void DisposeMessage(ReceiveContext receiveContext, DispositionContext dispositionContext)
    {
        var item = (Item)receiveContext.UserToken;
        var isCutOff = false;
        lock (_gate)
        {
            if (dispositionContext.DeliveryState is not global::Amqp.Framing.Accepted)
            {
                Requeue(handed => handed.Item == item);
            }
            else if (CutOffs > 0)
            {
                (isCutOff, CutOffs) = (true, CutOffs - 1);
            }
            else
            {
                Accepted += _handed.RemoveAll(handed => handed.Item == item); // of one that was cut off meanwhile nothing is left here
            }
        }

        if (isCutOff)
        {
            receiveContext.Link.Session.Connection.Close(TimeSpan.Zero);
        }
        else
        {
            dispositionContext.Complete();
        }

        Wake();
    }

    private void Requeue(ListenerLink link)
    {
        lock (_gate)
        {
            Requeue(handed => handed.Link == link);
        }

        Wake();
    }

    private void Requeue(Predicate<(Item Item, ListenerLink Link)> which)
    {
        foreach (var (item, _) in _handed.FindAll(which).OrderByDescending(handed => handed.Item.Number))
        {
            _waiting.AddFirst(item);
        }

        _handed.RemoveAll(which);
    }

    private void Wake() => Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private sealed record Item(Func<Message> Make, int Number);

    private sealed class Opens(ConcurrentQueue<string> containers) : IHandler
    {
        public bool CanHandle(EventId id) => id == EventId.ConnectionRemoteOpen;

        public void Handle(Event protocolEvent) => containers.Enqueue(((Open)protocolEvent.Context).ContainerId);
    }
}
