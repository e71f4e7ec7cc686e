import type { DetailedHTMLProps, HTMLAttributes, Key } from 'react';
import type { VestnikSearch, VestnikSearchAttributes, VestnikSearchEventMap } from './element.js';

// React keeps `key` for itself: the key of the server is `api-key`.
type Props = Omit<DetailedHTMLProps<HTMLAttributes<VestnikSearch>, VestnikSearch>, 'lang'> &
  Omit<VestnikSearchAttributes, 'key'> & {
    key?: Key | null;
    query?: string;
    'onvestnik-search'?: (event: VestnikSearchEventMap['vestnik-search']) => void;
    'onvestnik-select'?: (event: VestnikSearchEventMap['vestnik-select']) => void;
    'onvestnik-error'?: (event: VestnikSearchEventMap['vestnik-error']) => void;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vestnik-search': Props;
    }
  }
}
