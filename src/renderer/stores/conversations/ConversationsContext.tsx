/** Keeps the window's conversations above its screens. */
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { useConnection } from '../ConnectionContext.tsx';
import type { Exchange } from './conversation.ts';
import { type Conversation, type Conversations, openConversations } from './openConversations.ts';

const ConversationsContext = createContext<Conversations | null>(null);

export function ConversationsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const connection = useConnection();
  const [conversations] = useState(() => openConversations(connection, sessionStorage));
  useEffect(() => {
    window.addEventListener('pagehide', conversations.keep);
    return () => window.removeEventListener('pagehide', conversations.keep);
  }, [conversations]);
  return <ConversationsContext value={conversations}>{children}</ConversationsContext>;
}

/** What has been said in a conversation, as it grows, and the conversation to say more in. */
export function useConversation(name: string): readonly [readonly Exchange[], Conversation] {
  const conversations = use(ConversationsContext);
  if (!conversations) throw new Error('useConversation outside of ConversationsProvider');
  const conversation = conversations.named(name);
  return [useSyncExternalStore(conversation.subscribe, conversation.exchanges), conversation];
}
