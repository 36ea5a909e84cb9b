using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>Kinds of messages.</summary>
internal enum WatchKind
{
    /// <summary>A sign of life.</summary>
    Alive,

    /// <summary>The first message of a connection: rank and the group's secret.</summary>
    Hello,

    /// <summary>The sender failed: exit code and reason.</summary>
    Failed,

    /// <summary>All end with this exit code.</summary>
    End,

    /// <summary>The work is done.</summary>
    Done,
}

/// <summary>A message of the watch: kind, number and length in 12 bytes, then text.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Number">A rank or an exit code.</param>
/// <param name="Text">UTF-8; at most <see cref="LongestText"/> bytes.</param>
internal readonly record struct WatchMessage(WatchKind Kind, int Number = 0, string Text = "")
{
    private const int HeaderLength = 12;
    private const int LongestText = 4096;

    /// <summary>Sends it; false if the other side is gone.</summary>
    public bool Send(Socket socket)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        text = text.Length > LongestText ? text[..LongestText] : text;
        byte[] all = new byte[HeaderLength + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(all, (int)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(4), Number);
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(8), text.Length);
        text.CopyTo(all.AsSpan(HeaderLength));
        try
        {
            return socket.Send(all) == all.Length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads the next message; null if the other side is gone.</summary>
    public static WatchMessage? Receive(Socket socket)
    {
        byte[] header = new byte[HeaderLength];
        if (!Fill(socket, header))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        byte[] text = new byte[Math.Clamp(length, 0, LongestText)];
        return Fill(socket, text)
            ? new WatchMessage((WatchKind)BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)), Encoding.UTF8.GetString(text))
            : null;
    }

    private static bool Fill(Socket socket, byte[] bytes)
    {
        try
        {
            for (int have = 0; have < bytes.Length;)
            {
                int more = socket.Receive(bytes, have, bytes.Length - have, SocketFlags.None);
                if (more == 0)
                {
                    return false;
                }

                have += more;
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
