using System.Text;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes;

/// <summary>What follows from the calls of a group.</summary>
internal static class GroupCalls
{
    /// <summary>Whether it is true in any process.</summary>
    public static bool Any(this IProcessGroup group, bool here)
    {
        Span<double> count = [here ? 1 : 0];
        group.Sum(count);
        return count[0] > 0;
    }

    /// <summary>Gives every process the value of process 0, as this project's JSON.</summary>
    public static T FromFirst<T>(this IProcessGroup group, T? value)
        where T : class
    {
        if (group.Size == 1)
        {
            return value!;
        }

        byte[] text = group.Rank == 0 ? JsonSerializer.SerializeToUtf8Bytes(value, StrictJson.Line) : [];
        byte[] length = BitConverter.GetBytes(text.Length);
        group.Broadcast(length);
        byte[] shared = group.Rank == 0 ? text : new byte[BitConverter.ToInt32(length)];
        group.Broadcast(shared);
        return group.Rank == 0 ? value! : StrictJson.Parse<T>(Encoding.UTF8.GetString(shared), "process 0");
    }

    /// <summary>Gives every process the tensors of process 0, in place.</summary>
    public static void FromFirst(this IProcessGroup group, IEnumerable<Tensor> tensors)
    {
        if (group.Size == 1)
        {
            return;
        }

        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (Tensor tensor in tensors)
        {
            Tensor host = tensor.cpu();
            group.Broadcast(host.bytes);
            tensor.copy_(host);
        }
    }
}
